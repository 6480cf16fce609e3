"""One question, named on the command line, with its input as JSON on standard input; the answer is JSON on standard output."""
import json
import sys

from .questions import QUESTIONS
from .refusal import Refused


def main() -> None:
    try:
        answer = {"ok": True, "value": QUESTIONS[sys.argv[1]](json.load(sys.stdin))}
    except Refused as refusal:
        answer = {"ok": False, "number": refusal.number, "what": refusal.what}
    json.dump(answer, sys.stdout)


main()
