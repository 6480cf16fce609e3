/** The two programs that an audit file's README prints, so that nobody needs Coffer to check one. Python 3, nothing but its own library. */

/** Reads lines, and prints how many there are and the root of the tree over them; with an argument as a checkpoint's line says so of the changes. */
export const rootProgram = String.raw`# root.py
import base64, hashlib, sys
H = lambda kind, data: hashlib.sha256(kind + data).digest()
stack, size = [], 0
for line in sys.stdin.buffer:
    node, left, size = H(b"\0", line.rstrip(b"\n")), size, size + 1
    while left % 2:
        node, left = H(b"\1", stack.pop() + node), left // 2
    stack.append(node)
root = stack.pop() if stack else hashlib.sha256().digest()
while stack:
    root = H(b"\1", stack.pop() + root)
print('"changes":%d,"changesRoot":"%s"' % (size, root.hex()) if sys.argv[1:] else "%d\n%s" % (size, base64.b64encode(root).decode()))
# end of root.py
`;

/** Reads lines, and ends with 1 where something that was disclosed is not what its line commits to. */
export const disclosedProgram = String.raw`# disclosed.py
import hashlib, json, sys
commits = [json.loads(line)["commit"] for line in sys.stdin.buffer]
for line in open("disclosed.ndjson", "rb"):
    seq, text = line[7:].split(b',"disclosed":', 1)
    if line[:7] != b'{"seq":' or commits[int(seq) - 1] != hashlib.sha256(text[:-2]).hexdigest():
        sys.exit("This was not committed to: " + line.decode())
print("Everything disclosed is what was committed to.")
# end of disclosed.py
`;
