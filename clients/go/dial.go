package walras

import (
	"crypto/tls"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
)

const defaultAddress = "localhost:50051"

// Option changes how Connect connects.
type Option func(*settings)

type settings struct {
	token     string
	tls       *tls.Config
	timeout   time.Duration
	reconnect time.Duration
}

// WithToken sends a bearer token with every call.
func WithToken(token string) Option { return func(s *settings) { s.token = token } }

// WithTLS asks for TLS, with these certificates. Without it, and without a grpc:// or grpcs://, a server on this machine
// is spoken to in plaintext and any other with TLS and the system's certificates.
func WithTLS(config *tls.Config) Option { return func(s *settings) { s.tls = config } }

// WithTimeout is how long the server may take to answer a call, to make a session, to give seats and to let go of them,
// where the context has no deadline of its own; 30 seconds by default. A step waits for
// as long as its context lets it.
func WithTimeout(timeout time.Duration) Option { return func(s *settings) { s.timeout = timeout } }

// WithReconnect is for how long a participant tries to reach the server again where its connection breaks; 10 seconds by
// default, 0 for not at all. See Participant.
func WithReconnect(patience time.Duration) Option {
	return func(s *settings) { s.reconnect = patience }
}

// place is an address and what it says of TLS.
type place struct {
	target string
	secure bool
	plain  bool
}

// parsePlace reads host:port, unix:PATH, grpc://host:port or grpcs://host:port; empty for the default.
func parsePlace(address string) (place, error) {
	if address == "" {
		address = os.Getenv("WALRAS_ADDRESS")
	}
	if address == "" {
		address = defaultAddress
	}
	rest, plain := strings.CutPrefix(address, "grpc://")
	rest, secure := strings.CutPrefix(rest, "grpcs://")
	if !strings.HasPrefix(rest, "unix:") {
		if _, port, err := net.SplitHostPort(rest); err != nil || port == "" {
			return place{}, badRequest("address", "host:port, unix:PATH, grpc://host:port or grpcs://host:port", address)
		}
	}
	return place{rest, secure, plain}, nil
}

func (p place) local() bool {
	if strings.HasPrefix(p.target, "unix:") {
		return true
	}
	host, _, err := net.SplitHostPort(p.target)
	address := net.ParseIP(host)
	return err == nil && (host == "localhost" || address != nil && address.IsLoopback())
}

// options are gRPC's, for a long stream of large messages.
func (s *settings) options(to place) []grpc.DialOption {
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(s.credentials(to)),
		// After the server's restart, try again soon.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 200 * time.Millisecond},
			MinConnectTimeout: 5 * time.Second,
		}),
		// A machine that is gone says nothing: ask, and break the streams that wait for it.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 20 * time.Second}),
		grpc.WithDefaultCallOptions(grpc.ForceCodecV2(codec{})),
		grpc.WithReadBufferSize(256 << 10),
		grpc.WithWriteBufferSize(256 << 10), // a message at a time, not a frame
		grpc.WithInitialWindowSize(4 << 20),
		grpc.WithInitialConnWindowSize(16 << 20),
	}
	if to.local() {
		options = append(options, grpc.WithNoProxy())
	}
	return options
}

// secure tells whether to use TLS.
func (s *settings) secure(to place) bool {
	return s.tls != nil || to.secure || !to.plain && !to.local()
}

func (s *settings) credentials(to place) credentials.TransportCredentials {
	switch {
	case s.tls != nil:
		return credentials.NewTLS(s.tls)
	case s.secure(to):
		return credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS12})
	default:
		return insecure.NewCredentials()
	}
}

// seatAddress is what walras://host:port/SESSION?ticket=... says.
type seatAddress struct {
	host    string
	secure  bool
	session string
	tickets []string
}

// String is the address. Whoever has it may take the seats, so it is as secret as a ticket.
func (a seatAddress) String() string {
	scheme := "walras"
	if a.secure {
		scheme = "walrass"
	}
	made := url.URL{Scheme: scheme, Host: a.host, Path: "/" + a.session, RawQuery: url.Values{"ticket": a.tickets}.Encode()}
	return made.String()
}

var seatAddresses = regexp.MustCompile(`^walras(s?)://([^/?#@]+:\d+)/([\w.~-]+)\?(ticket=[\w.~%-]+(?:&ticket=[\w.~%-]+)*)$`)

// parseSeatAddress reads an address. Its errors never say the tickets.
func parseSeatAddress(address string) (seatAddress, error) {
	wrong := badRequest("address", "walras://host:port/SESSION?ticket=TICKET, or walrass:// with TLS", "another form")
	found := seatAddresses.FindStringSubmatch(address)
	if found == nil {
		return seatAddress{}, wrong
	}
	query, err := url.ParseQuery(found[4])
	if err != nil {
		return seatAddress{}, wrong
	}
	return seatAddress{found[2], found[1] == "s", found[3], query["ticket"]}, nil
}
