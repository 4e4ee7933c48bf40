// Package walras plays in the economies of a Walras server: batches of them, over one stream.
package walras

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/types/known/structpb"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

//go:generate ./generate.sh

// Version is this client's, which is the server's.
const Version = "0.1.0"

const (
	protocolMajor    = 1
	defaultTimeout   = 30 * time.Second
	defaultReconnect = 10 * time.Second
	// spareBytes is what a message has beside frames and options, at most: specifications, names, row numbers.
	spareBytes = 4 << 20
)

// Client is a connection to a server. It may be used by many goroutines; sessions and seats made of it have a stream of
// their own.
type Client struct {
	// Address is where the server is.
	Address string
	// Info is what the server said of itself: version, capabilities, limits, devices.
	Info *pb.GetServerInfoResponse

	settings settings
	secure   bool // by TLS
	conn     *grpc.ClientConn
	catalog  pb.CatalogServiceClient
	sessions pb.SessionServiceClient
	play     pb.PlayServiceClient
	// most is the longest message that the server's limits allow it to send.
	most int
}

// Connect connects to a server: host:port, unix:PATH, grpc://host:port (plaintext) or grpcs://host:port (TLS); empty for
// WALRAS_ADDRESS, else localhost:50051. Close the client.
func Connect(ctx context.Context, address string, options ...Option) (*Client, error) {
	to, err := parsePlace(address)
	if err != nil {
		return nil, err
	}
	client := &Client{Address: to.target, settings: settings{timeout: defaultTimeout, reconnect: defaultReconnect}}
	for _, option := range options {
		option(&client.settings)
	}
	client.secure = client.settings.secure(to)
	dial := append(client.settings.options(to), grpc.WithUnaryInterceptor(client.unary), grpc.WithStreamInterceptor(client.stream))
	if client.conn, err = grpc.NewClient(to.target, dial...); err != nil {
		return nil, badRequest("address", "one that gRPC takes", err)
	}
	client.catalog = pb.NewCatalogServiceClient(client.conn)
	client.sessions = pb.NewSessionServiceClient(client.conn)
	client.play = pb.NewPlayServiceClient(client.conn)
	if err := client.greet(ctx); err != nil {
		client.conn.Close()
		return nil, err
	}
	return client, nil
}

// greet asks who the server is, and takes its limits.
func (c *Client) greet(ctx context.Context) error {
	request := &pb.GetServerInfoRequest{ProtocolMajor: protocolMajor, Client: "walras-go/" + Version}
	info, err := c.catalog.GetServerInfo(ctx, request)
	if unavailable(err) {
		failed := errorOf(err, nil).(*Error)
		failed.Message = fmt.Sprintf("no server answers at %s: start one with ./walras serve, or say where it is with an "+
			"address or WALRAS_ADDRESS (%s)", c.Address, failed.Message)
		return failed
	}
	if err != nil {
		return err
	}
	limits := info.GetLimits()
	// All frames of a session are within the frames' limit; a turn may have its final frames beside them, and the
	// description of a session its options twice.
	most := 2*limits.GetMaxFrameBytes() + 2*limits.GetMaxOptionBytes() + limits.GetMaxMessageBytes() + spareBytes
	c.Info, c.most = info, int(most)
	return nil
}

// Close closes the connection; streams that are still open break, and their sessions are abandoned.
func (c *Client) Close() error { return c.conn.Close() }

// unary gives every call the token, a time limit, the length that its answer may have, and the server's own errors.
func (c *Client) unary(
	ctx context.Context, method string, request, answer any, conn *grpc.ClientConn, call grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	limited, cancel := c.limited(c.authorized(ctx))
	defer cancel()
	var trailer metadata.MD
	err := errorOf(call(limited, method, request, answer, conn, append(c.receiving(options), grpc.Trailer(&trailer))...), trailer)
	if failed, ok := err.(*Error); ok && failed.Status == codes.DeadlineExceeded && ctx.Err() == nil {
		failed.Message = fmt.Sprintf("%s: expected an answer within %s, got none; WithTimeout waits longer", method, c.settings.timeout)
	}
	return err
}

func (c *Client) stream(
	ctx context.Context, of *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption,
) (grpc.ClientStream, error) {
	stream, err := open(c.authorized(ctx), of, conn, method, c.receiving(options)...)
	return stream, errorOf(err, nil)
}

// limited is a context with a deadline: its own, or what the client's time limit makes.
func (c *Client) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, own := ctx.Deadline(); own {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, c.settings.timeout)
}

func (c *Client) authorized(ctx context.Context) context.Context {
	if c.settings.token == "" {
		return ctx
	}
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+c.settings.token)
}

func (c *Client) receiving(options []grpc.CallOption) []grpc.CallOption {
	if c.most == 0 {
		return options
	}
	return append(options, grpc.MaxCallRecvMsgSize(c.most))
}

// Environments is the catalogue: those whose id starts with the prefix, in alphabetical order of id.
func (c *Client) Environments(ctx context.Context, prefix string) ([]*pb.EnvironmentSummary, error) {
	answer, err := c.catalog.ListEnvironments(ctx, &pb.ListEnvironmentsRequest{Prefix: prefix})
	return answer.GetEnvironments(), err
}

// Environment is one environment under given options: groups, spaces, options, metrics, policies, sources.
func (c *Client) Environment(ctx context.Context, id string, options *structpb.Struct) (*pb.EnvironmentSpec, error) {
	answer, err := c.catalog.GetEnvironment(ctx, &pb.GetEnvironmentRequest{Environment: id, Options: options})
	return answer.GetSpec(), err
}

// Solve is the exact solution under given options; TensorOf reads its tables.
func (c *Client) Solve(ctx context.Context, id string, options *structpb.Struct) (*pb.SolveResponse, error) {
	return c.catalog.Solve(ctx, &pb.SolveRequest{Environment: id, Options: options})
}

// Sessions lists the sessions of the server, without anything private.
func (c *Client) Sessions(ctx context.Context) ([]*pb.SessionSummary, error) {
	answer, err := c.sessions.ListSessions(ctx, &pb.ListSessionsRequest{})
	return answer.GetSessions(), err
}
