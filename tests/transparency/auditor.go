// Command auditor checks a log and receipts as docs/spec says, with the packages that the Go project checks its own
// modules by. It shares no line with the product.
//
//	auditor audit FOLDER KEY [OLDER-CHECKPOINT ...]   size, root and count
//	auditor roots FOLDER SIZE                         the root at every size up to this one
//	auditor receipts KEY FILE ...                     a line for each: ok, or what is wrong
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(command string, args []string) error {
	switch command {
	case "audit":
		return audit(folder(args[0]), args[1], args[2:])
	case "roots":
		return roots(folder(args[0]), args[1])
	case "receipts":
		for _, file := range args[1:] {
			if err := receipt(args[0], file); err != nil {
				fmt.Println(err)
			} else {
				fmt.Println("ok")
			}
		}
		return nil
	}
	return errors.New("no such command")
}

// Tiles: x/mod names them tile/8/<level>, tlog-tiles tile/<level>.

type folder string

func (f folder) Height() int                         { return 8 }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		path := strings.NewReplacer("tile/8/data/", "tile/entries/", "tile/8/", "tile/").Replace(t.Path())
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) (found []tlog.Hash, err error) {
	for _, i := range indexes {
		found = append(found, h[i])
	}
	return found, nil
}

func root(size int64, h hashes) (tlog.Hash, error) {
	if size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(size, h)
}

// The log.

func audit(f folder, key string, older []string) error {
	now, err := checkpoint(filepath.Join(string(f), "checkpoint"), key)
	if err != nil {
		return err
	}
	stored, count, err := replay(f, now.N)
	if err != nil {
		return err
	}
	if made, err := root(now.N, stored); err != nil || made != now.Hash {
		return fmt.Errorf("the entries do not make the tree that was signed: %v", err)
	}
	served := tlog.TileHashReader(now, f) // checks each tile that it reads against the root
	for _, i := range []int64{0, now.N / 2, now.N - 1} {
		leaf, _ := stored.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
		proof, err := tlog.ProveRecord(now.N, i, served)
		if err == nil {
			err = tlog.CheckRecord(proof, now.N, now.Hash, i, leaf[0])
		}
		if err != nil {
			return err
		}
	}
	for _, file := range older {
		old, err := checkpoint(file, key)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(now.N, old.N, served)
		if err == nil {
			err = tlog.CheckTree(proof, now.N, now.Hash, old.N, old.Hash)
		}
		if err != nil {
			return fmt.Errorf("not what it was at %d: %v", old.N, err)
		}
	}
	fmt.Println(now.N, hex.EncodeToString(now.Hash[:]), count)
	return nil
}

func roots(f folder, size string) error {
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return err
	}
	stored, _, err := replay(f, n)
	for i := int64(0); i <= n && err == nil; i++ {
		var made tlog.Hash
		made, err = root(i, stored)
		fmt.Println(hex.EncodeToString(made[:]))
	}
	return err
}

func replay(f folder, size int64) (stored hashes, count int, err error) {
	var known []byte // of each entry: 0 no signature, 9 one that stands, else why it is void; 8 declared, 7 taken back
	hasText := false
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		bundle, err := f.ReadTiles([]tlog.Tile{{H: 8, L: -1, N: n, W: int(width)}})
		if err != nil {
			return nil, 0, err
		}
		rest := bundle[0]
		for ; width > 0; width-- {
			if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
				return nil, 0, errors.New("a bundle is too short")
			}
			end := 2 + int(binary.BigEndian.Uint16(rest))
			entry := rest[2:end]
			rest = rest[end:]
			more, err := tlog.StoredHashesForRecordHash(int64(len(known)), tlog.RecordHash(entry), stored)
			if err != nil {
				return nil, 0, err
			}
			stored = append(stored, more...)
			if known, err = counted(entry, known, &count, &hasText); err != nil {
				return nil, 0, fmt.Errorf("entry %d: %v", len(known), err)
			}
		}
		if len(rest) > 0 {
			return nil, 0, errors.New("a bundle is too long")
		}
	}
	return stored, count, nil
}

func counted(e, known []byte, count *int, hasText *bool) ([]byte, error) {
	index := func() int {
		if i := binary.BigEndian.Uint64(e[1:]); i < uint64(len(known)) {
			return int(i)
		}
		return -1
	}
	switch {
	case len(e) == 33 && e[0] == 1 && *hasText:
		*count++
		return append(known, 9), nil
	case len(e) == 10 && e[0] == 2 && e[9] >= 1 && e[9] <= 4:
		i := index()
		if i >= 0 && known[i] == 8 && (e[9] == 2 || e[9] == 4) {
			known[i] = 7
			break
		}
		if i < 0 || known[i] != 9 {
			return known, errors.New("voids what does not stand")
		}
		known[i] = e[9]
		*count--
	case len(e) == 33 && e[0] == 3:
		*hasText = true
	case len(e) == 9 && e[0] == 4:
		i := index()
		if i >= 0 && known[i] == 7 {
			known[i] = 8
			break
		}
		if i < 0 || (known[i] != 2 && known[i] != 4) {
			return known, errors.New("reinstates what others did not void")
		}
		known[i] = 9
		*count++
	case len(e) == 37 && e[0] == 5:
		return append(known, 8), nil
	case len(e) == 2 && e[0] == 6 && e[1] >= 1 && e[1] <= 3:
	case len(e) == 34 && e[0] == 6 && e[1] == 4 && len(known) == 0:
	default:
		return known, errors.New("of no known form")
	}
	return append(known, 0), nil
}

func checkpoint(file, key string) (tlog.Tree, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	return opened(data, key)
}

func opened(data []byte, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("no checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

// Receipts.

func receipt(key, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, signed, _ := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("no receipt")
	}
	extra, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	var opening struct {
		V                       int
		Salt, Text, Email, Name string
	}
	if err := json.Unmarshal(extra, &opening); err != nil || opening.V != 1 {
		return fmt.Errorf("no opening: %v", err)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	now, err := opened(signed, key)
	if err != nil {
		return err
	}
	salt, _ := hex.DecodeString(opening.Salt)
	text, _ := hex.DecodeString(opening.Text)
	part := func(field, value string) []byte { return mac(mac(salt, field), value) }
	parts := [][]byte{[]byte("undersigned/sign/v1\x00"), text, part("email", opening.Email), part("name", opening.Name)}
	commitment := sha256.Sum256(bytes.Join(parts, nil))
	entry := append([]byte{1}, commitment[:]...)
	return tlog.CheckRecord(proof, now.N, now.Hash, index, tlog.RecordHash(entry))
}

func mac(key []byte, value string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(value))
	return h.Sum(nil)
}
