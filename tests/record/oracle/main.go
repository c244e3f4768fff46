// The outside oracle: opens our notes and checks our trees and proofs with golang.org/x/mod/sumdb.
//
// Usage: oracle LOGFOLDER VERIFIERKEY, where LOGFOLDER holds `checkpoint`, `tile/` and `proofs`.
// Every line of `proofs` is: inclusion INDEX PATH... | consistency SIZE ROOT PATH... (hashes in base64).
// Prints one line for each thing that holds; stops with status 1 at the first that does not.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error, what string) {
	if err != nil {
		fmt.Println("FAIL", what, err)
		os.Exit(1)
	}
}

func hashes(words []string) []tlog.Hash {
	var found []tlog.Hash
	for _, word := range words {
		hash, err := tlog.ParseHash(word)
		must(err, "hash")
		found = append(found, hash)
	}
	return found
}

// tiles reads our tiles as Go's own client would, at height 8.
type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(t.folder, "tile", path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	folder := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	must(err, "verifier key")
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err, "checkpoint")
	opened, err := note.Open(data, note.VerifierList(verifier))
	must(err, "note")
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	root, err := tlog.ParseHash(lines[2])
	must(err, "root")
	fmt.Println("note", lines[0], size, len(opened.UnverifiedSigs))

	tree := tlog.Tree{N: size, Hash: root}
	reader := tlog.TileHashReader(tree, tiles{folder})
	computed, err := tlog.TreeHash(size, reader)
	must(err, "tree")
	if computed != root {
		must(fmt.Errorf("%v", computed), "root")
	}
	fmt.Println("tree", size)

	proofs, err := os.ReadFile(filepath.Join(folder, "proofs"))
	must(err, "proofs")
	for _, line := range strings.Split(strings.TrimSpace(string(proofs)), "\n") {
		words := strings.Fields(line)
		number, err := strconv.ParseInt(words[1], 10, 64)
		must(err, "number")
		switch words[0] {
		case "inclusion":
			leaves, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, number)})
			must(err, "leaf")
			must(tlog.CheckRecord(hashes(words[2:]), size, root, number, leaves[0]), line)
			own, err := tlog.ProveRecord(size, number, reader)
			must(err, "prove")
			same(own, hashes(words[2:]), line)
		case "consistency":
			older := hashes(words[2:3])[0]
			must(tlog.CheckTree(hashes(words[3:]), size, root, number, older), line)
			own, err := tlog.ProveTree(size, number, reader)
			must(err, "prove")
			same(own, hashes(words[3:]), line)
		}
		fmt.Println(words[0], number)
	}
}

func same(one, other []tlog.Hash, what string) {
	if fmt.Sprint(one) != fmt.Sprint(other) {
		must(fmt.Errorf("another proof"), what)
	}
}
