package walras_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	walras "github.com/walras-env/walras/clients/go"
	"github.com/walras-env/walras/clients/go/walrasv1"
)

// proxy stands between a client and the server, and cuts its connections.
type proxy struct {
	address string
	mutex   sync.Mutex
	open    []net.Conn
	dead    bool
	made    int
}

func newProxy(t *testing.T) *proxy {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &proxy{address: listener.Addr().String()}
	t.Cleanup(func() { listener.Close(); p.cut() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			p.join(client)
		}
	}()
	return p
}

func (p *proxy) join(client net.Conn) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.dead {
		client.Close()
		return
	}
	server, err := net.Dial("tcp", address)
	if err != nil {
		client.Close()
		return
	}
	p.open = append(p.open, client, server)
	p.made++
	for from, to := range map[net.Conn]net.Conn{client: server, server: client} {
		go func() {
			_, _ = io.Copy(to, from) // until either is cut
			from.Close()
			to.Close()
		}()
	}
}

func (p *proxy) cut() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, each := range p.open {
		each.Close()
	}
	p.open = nil
}

func (p *proxy) set(dead bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.dead = dead
}

func TestAConnectionCutEvery500Steps(t *testing.T) {
	between := newProxy(t)
	config := &walrasv1.SessionConfig{Environment: chain, NumEnvs: 2, Seed: walras.Seed(5)}
	there := session(t, connect(t, between.address), config)
	here := session(t, connect(t, ""), config)
	same(t, reset(t, here), reset(t, there))
	generator := mathrand.New(mathrand.NewPCG(2, 2))
	for step := range 3000 {
		bids := make([]float64, 2*4)
		for i := range bids {
			bids[i] = generator.Float64()
		}
		act := map[string]walras.Actions{"bidders": walras.Act(bids...)}
		must(t, there.Send(0, act))
		if step%500 == 499 {
			between.cut()
		}
		again, err := there.Receive(soon(t), 0)
		must(t, err)
		turn, err := here.Step(t.Context(), act)
		must(t, err)
		same(t, turn, again)
	}
	if between.made != 7 {
		t.Fatalf("expected one connection more for each cut, got %d", between.made)
	}
}

func TestNobodyAnswersAfterACut(t *testing.T) {
	for _, patience := range []time.Duration{0, 100 * time.Millisecond} {
		between := newProxy(t)
		play := session(t, connect(t, between.address, walras.WithReconnect(patience)), &walrasv1.SessionConfig{Environment: "counter-v0"})
		reset(t, play)
		act := map[string]walras.Actions{"counters": walras.Act(1)}
		must(t, play.Send(0, act))
		between.set(true)
		between.cut()
		_, err := play.Receive(soon(t), 0)
		var lost *walras.Error
		if err != nil && (!errors.As(err, &lost) || lost.Status != codes.Unavailable) {
			t.Fatal(err)
		}
		if err == nil {
			t.Log("the turn was faster than the cut")
			must(t, play.Send(0, act))
			if _, err = play.Receive(soon(t), 0); err == nil {
				t.Fatal("a turn came over a connection that was cut")
			}
		}
		if err := play.Send(0, act); err == nil {
			t.Fatal("an act went over a lost connection")
		}
		between.set(false)
		for err = play.Reattach(soon(t)); errors.As(err, &lost) && lost.Status == codes.Unavailable; {
			err = play.Reattach(soon(t)) // gRPC waits a little before it dials again
		}
		must(t, err)
		turn, err := play.Receive(soon(t), 0)
		must(t, err)
		if count := walras.As[int32](turn.Obs["counters"]["count"])[0]; int64(count) != turn.Step {
			t.Fatalf("turn %d has counted %d", turn.Step, count)
		}
	}
}

// TestOneReattachForOneLoss cuts a waiting seat's connection twice in a row: once is mended, the second is said.
func TestOneReattachForOneLoss(t *testing.T) {
	between, client := newProxy(t), connect(t, "")
	host, err := client.Host(t.Context(), pair())
	must(t, err)
	defer host.Close(context.Background())
	must(t, host.Reset(t.Context(), nil))
	first := attach(t, connect(t, between.address), host, "bidders/0")
	second := attach(t, client, host, "bidders/1")
	_, err = first.Wait(soon(t), 0)
	must(t, err)
	must(t, first.Send(0, bid(0.2)))
	between.cut()
	// While it waits the second participant sees it lost and back; then the connection is cut again.
	done := make(chan error, 1)
	go func() {
		_, err := first.Receive(soon(t), 0)
		done <- err
	}()
	waitForSeat(t, host, between, 2)
	between.cut()
	refused(t, <-done, codes.Unavailable, "")
	must(t, first.Reattach(soon(t)))
	turn, err := second.Step(soon(t), bid(0.4))
	must(t, err)
	again, err := first.Receive(soon(t), 0)
	must(t, err)
	if turn.Step != 1 || again.Step != 1 || between.made != 3 {
		t.Fatal(turn.Step, again.Step, between.made)
	}
}

// waitForSeat waits until so many connections were made and the first seat is held.
func waitForSeat(t *testing.T, host *walras.Host, between *proxy, made int) {
	for ctx := soon(t); ; {
		described, err := host.Describe(ctx)
		must(t, err)
		between.mutex.Lock()
		there := between.made == made
		between.mutex.Unlock()
		if there && described.GetSeats()[0].GetState() == walrasv1.SeatState_SEAT_STATE_ATTACHED {
			return
		}
	}
}

func TestTLSAndAToken(t *testing.T) {
	folder := t.TempDir()
	certificate, key := filepath.Join(folder, "c.pem"), filepath.Join(folder, "k.pem")
	roots := selfSigned(t, certificate, key)
	token := filepath.Join(folder, "token")
	must(t, os.WriteFile(token, []byte("correct-horse-battery-staple\n"), 0o600))
	started, err := startServer("--port", "0", "--tls-cert", certificate, "--tls-key", key, "--token-file", token)
	must(t, err)
	defer started.end(syscall.SIGTERM)
	secured := walras.WithTLS(&tls.Config{RootCAs: roots})
	client := connect(t, started.address, secured, walras.WithToken("correct-horse-battery-staple"))
	_, err = walras.Connect(t.Context(), started.address, secured)
	refused(t, err, codes.Unauthenticated, "TOKEN_MISSING")
	_, err = walras.Connect(t.Context(), "grpc://"+started.address)
	refused(t, err, codes.Unavailable, "")
	host, err := client.Host(t.Context(), &walrasv1.SessionConfig{Environment: "counter-v0"})
	must(t, err)
	defer host.Close(context.Background())
	must(t, host.Reset(t.Context(), nil))
	to, err := host.Address("counters")
	must(t, err)
	seat, err := walras.Join(t.Context(), to, secured, walras.WithToken("correct-horse-battery-staple"))
	must(t, err)
	defer seat.Close()
	turn, err := seat.Wait(soon(t), 0)
	must(t, err)
	if turn.Step != 0 || !slices.Equal(turn.Done(), []bool{false}) || to[:10] != "walrass://" {
		t.Fatal(to[:10], turn)
	}
}

// selfSigned writes a certificate for this machine and its key.
func selfSigned(t *testing.T, certificate, key string) *x509.CertPool {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "walras"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	must(t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	must(t, os.WriteFile(certificate, text, 0o600))
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	must(t, err)
	must(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	return roots
}
