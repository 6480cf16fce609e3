// Takes notes and proofs with Go's own sumdb/note and sumdb/tlog, which share nothing with the app, and says so only if it also refuses
// each of them with any byte changed. Input and output are JSON.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type signed struct{ Note, Key, Body, Person string }

type proof struct {
	Hashes [][]byte
	Size   int64
	Root   []byte
	// The entry and its leaf, or the size and the root of the tree that was there before.
	At     int64
	Before []byte
}

type input struct {
	Notes          []signed
	Records, Trees []proof
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}

// No base64 text means the same with this bit changed in one of its characters, the spare bits of the last one included.
const bit = 0x10

func checkNotes(notes []signed) (flipped int) {
	for number, each := range notes {
		// The key as the page says, brought into Go's form.
		public, err := base64.StdEncoding.DecodeString(each.Key)
		if err != nil {
			fail("note %d: %v", number, err)
		}
		name := "coffer.invalid/person/" + each.Person
		key, err := note.NewEd25519VerifierKey(name, public)
		if err != nil {
			fail("note %d: %v", number, err)
		}
		verifier, err := note.NewVerifier(key)
		if err != nil {
			fail("note %d: %v", number, err)
		}
		known := note.VerifierList(verifier)
		opened, err := note.Open([]byte(each.Note), known)
		if err != nil || opened.Text != each.Body || len(opened.Sigs) != 1 {
			fail("note %d was refused: %v", number, err)
		}
		changed := []byte(each.Note)
		for at := range changed {
			changed[at] ^= bit
			if _, err := note.Open(changed, known); err == nil {
				fail("note %d was taken with byte %d changed", number, at)
			}
			changed[at] ^= bit
			flipped++
		}
	}
	return flipped
}

func hash(bytes []byte) (found tlog.Hash) {
	copy(found[:], bytes)
	return found
}

type check func(hashes []tlog.Hash, each proof) error

func checkProofs(what string, proofs []proof, checks check) (flipped int) {
	for number, each := range proofs {
		hashes := make([]tlog.Hash, len(each.Hashes))
		for at, bytes := range each.Hashes {
			hashes[at] = hash(bytes)
		}
		if err := checks(hashes, each); err != nil {
			fail("%s %d was refused: %v", what, number, err)
		}
		refused := func(at int) {
			if checks(hashes, each) == nil {
				fail("%s %d was taken with byte %d changed", what, number, at)
			}
			flipped++
		}
		for which := range hashes {
			for at := range hashes[which] {
				hashes[which][at] ^= bit
				refused(at)
				hashes[which][at] ^= bit
			}
		}
		for _, bytes := range [][]byte{each.Root, each.Before} {
			for at := range bytes {
				bytes[at] ^= bit
				refused(at)
				bytes[at] ^= bit
			}
		}
	}
	return flipped
}

func main() {
	var given input
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fail("%v", err)
	}
	notes := checkNotes(given.Notes)
	records := checkProofs("record", given.Records, func(hashes []tlog.Hash, each proof) error {
		return tlog.CheckRecord(hashes, each.Size, hash(each.Root), each.At, hash(each.Before))
	})
	trees := checkProofs("tree", given.Trees, func(hashes []tlog.Hash, each proof) error {
		return tlog.CheckTree(hashes, each.Size, hash(each.Root), each.At, hash(each.Before))
	})
	answer := map[string]int{
		"notes": len(given.Notes), "records": len(given.Records), "trees": len(given.Trees),
		"changedNotes": notes, "changedRecords": records, "changedTrees": trees,
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		fail("%v", err)
	}
}
