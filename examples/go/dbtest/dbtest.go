// Package dbtest gives each test a PostgreSQL database of its own. It talks to
// one process for each package of tests: elementaldb lease --serve.
package dbtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// URL leases a database that has all migrations applied, and releases it when
// the test ends. Tests may run in parallel.
func URL(t testing.TB) string {
	t.Helper()
	leases, err := start()
	if err != nil {
		t.Fatal(err)
	}
	leased, err := leases.ask("lease", struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := leases.ask("release", leased.Database); err != nil {
			t.Error(err)
		}
	})
	return leased.URL
}

type database struct {
	URL      string `json:"url"`
	Database string `json:"database"`
}

type answer struct {
	ID     int      `json:"id"`
	Result database `json:"result"`
	Error  *struct {
		Message string `json:"message"`
		Hint    string `json:"hint"`
	} `json:"error"`
}

// server is the process. It ends when its input is closed, which the system
// does when the tests end, however that happens.
type server struct {
	mu      sync.Mutex
	input   io.Writer
	asked   int
	waiting map[int]chan answer
	ended   error
}

// start starts the process once, in the folder of go.mod.
var start = sync.OnceValues(func() (*server, error) {
	root, program, err := find()
	if err != nil {
		return nil, err
	}
	var messages bytes.Buffer
	command := exec.Command(program, "lease", "--serve")
	command.Dir, command.Stderr = root, &messages
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	s := &server{input: input, waiting: map[int]chan answer{}}
	go func() {
		s.read(output)
		// What it wrote last may be no answer: then it would wait for requests.
		_ = command.Process.Kill()
		err := command.Wait()
		s.end(fmt.Errorf("elementaldb lease has ended (%v): %s", err, messages.String()))
	}()
	return s, nil
})

func (s *server) ask(action string, value any) (database, error) {
	given := make(chan answer, 1)
	if err := s.send(action, value, given); err != nil {
		return database{}, err
	}
	a, ok := <-given
	switch {
	case !ok:
		return database{}, s.ended
	case a.Error != nil && a.Error.Hint != "":
		return database{}, fmt.Errorf("%s\nfix: %s", a.Error.Message, a.Error.Hint)
	case a.Error != nil:
		return database{}, errors.New(a.Error.Message)
	}
	return a.Result, nil
}

func (s *server) send(action string, value any, given chan answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended != nil {
		return s.ended
	}
	s.asked++
	s.waiting[s.asked] = given
	// If the process has ended, what reads its output notices it.
	_ = json.NewEncoder(s.input).Encode(map[string]any{"id": s.asked, action: value})
	return nil
}

func (s *server) read(output io.Reader) {
	lines := json.NewDecoder(output)
	for {
		var a answer
		if err := lines.Decode(&a); err != nil {
			return
		}
		s.mu.Lock()
		// A warning of open connections has no id.
		if given := s.waiting[a.ID]; given != nil {
			delete(s.waiting, a.ID)
			given <- a
		}
		s.mu.Unlock()
	}
}

func (s *server) end(reason error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = reason
	for _, given := range s.waiting {
		close(given)
	}
}

// find returns the folder of go.mod, and the program: from npm in this folder
// or above it, or on PATH, where pip puts it.
func find() (root, program string, err error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", "", err
	}
	for ; ; folder = filepath.Dir(folder) {
		if root == "" && exists(filepath.Join(folder, "go.mod")) {
			root = folder
		}
		installed := filepath.Join(folder, "node_modules", ".bin", "elementaldb")
		if root != "" && exists(installed) {
			return root, installed, nil
		}
		if folder == filepath.Dir(folder) {
			break
		}
	}
	if program, err = exec.LookPath("elementaldb"); err != nil {
		return "", "", errors.New("cannot find elementaldb\n" +
			"fix: npm install --save-dev elementaldb, or pip install 'elementaldb[server]'")
	}
	return root, program, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
