package walras_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	walras "github.com/walras-env/walras/clients/go"
	"github.com/walras-env/walras/clients/go/walrasv1"
)

// startSeconds is how long a server may take: the launcher may have to build it first.
const startSeconds = 300

// address is the one server that most tests play on: WALRAS_TEST_ADDRESS, else one that is started for them.
var address string

func TestMain(m *testing.M) {
	code := func() int {
		if address = os.Getenv("WALRAS_TEST_ADDRESS"); address == "" {
			started, err := startServer("--port", "0")
			if err != nil {
				os.Stderr.WriteString(err.Error() + "\n")
				return 1
			}
			defer started.end(syscall.SIGTERM)
			address = started.address
		}
		os.Setenv("WALRAS_ADDRESS", address)
		return m.Run()
	}()
	os.Exit(code)
}

// server is a server on a port of its own.
type server struct {
	process *exec.Cmd
	address string
}

var listening = regexp.MustCompile(`listening on (?:tls )?(\S+:\d+)`)

// startServer starts WALRAS_SERVER, else ./walras serve, and waits until it listens.
func startServer(words ...string) (*server, error) {
	command := []string{"../../walras", "serve"}
	if given := os.Getenv("WALRAS_SERVER"); given != "" {
		command = strings.Fields(given)
	}
	words = append(append(command[1:], "--http-port", "0"), words...)
	started := &server{process: exec.Command(command[0], words...)}
	output, err := started.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	started.process.Stderr = os.Stderr
	if err := started.process.Start(); err != nil {
		return nil, err
	}
	timer := time.AfterFunc(startSeconds*time.Second, func() { _ = started.process.Process.Kill() })
	defer timer.Stop()
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			started.address = found[1]
			go func() {
				for lines.Scan() { // so that its output is never full
				}
			}()
			return started, nil
		}
	}
	return nil, started.process.Wait()
}

func (s *server) end(how syscall.Signal) {
	_ = s.process.Process.Signal(how)
	_ = s.process.Wait() // a killed one has no good exit status
}

// connect is a client that ends with the test.
func connect(t *testing.T, to string, options ...walras.Option) *walras.Client {
	t.Helper()
	client, err := walras.Connect(t.Context(), to, options...)
	must(t, err)
	t.Cleanup(func() { client.Close() })
	return client
}

// session is a session that ends with the test.
func session(t *testing.T, client *walras.Client, config *walrasv1.SessionConfig) *walras.Session {
	t.Helper()
	made, err := client.Session(t.Context(), config)
	must(t, err)
	t.Cleanup(func() { made.Close() })
	return made
}

func reset(t *testing.T, of *walras.Session) *walras.Turn {
	t.Helper()
	turn, err := of.Reset(t.Context(), nil)
	must(t, err)
	return turn
}

// pair is chain-v0 with two bidders, a seat each.
func pair() *walrasv1.SessionConfig {
	return &walrasv1.SessionConfig{
		Environment: chain, Options: walras.Options(map[string]any{"copies": 1}),
		Seats: []*walrasv1.SeatConfig{walras.RemoteSeat("bidders/0", false), walras.RemoteSeat("bidders/1", false)},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// soon is a context for what must not wait.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}
