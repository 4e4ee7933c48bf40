package walras

import (
	"encoding/json"
	"slices"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// What happens to a row whose episode has ended, as in Gymnasium.
const (
	NextStep = pb.AutoresetMode_AUTORESET_MODE_NEXT_STEP
	SameStep = pb.AutoresetMode_AUTORESET_MODE_SAME_STEP
	Disabled = pb.AutoresetMode_AUTORESET_MODE_DISABLED
)

// Whether and how a session's log is written.
const (
	LogOff     = pb.LogMode_LOG_MODE_OFF
	LogWritten = pb.LogMode_LOG_MODE_WRITTEN
	LogSynced  = pb.LogMode_LOG_MODE_SYNCED
)

// SessionOptions is what a session is made of; the zero value is one row of everything's default.
type SessionOptions struct {
	// NumEnvs is B, the number of rows; 0 for 1, or for the rows of the parts.
	NumEnvs int
	// Seed: row r draws from a stream that is a function of the seed and r. Nil: the server draws one below 2^53.
	Seed *int64
	// RowSeeds are one seed per row instead.
	RowSeeds []int64
	// Options are the environment's, as JSON values; those left out have their defaults.
	Options map[string]any
	// Autoreset is what happens to finished rows; NextStep by default.
	Autoreset pb.AutoresetMode
	// Seats says who fills which seat. Empty: every group is one seat for a participant. Seats that nobody is named for
	// are played by their groups' default policies otherwise.
	Seats []SeatOptions
	// Deadline is when a seat is late, and what then; nil to wait for ever.
	Deadline *pb.Deadline
	// Metrics are the names of those that turns carry; "*" for all.
	Metrics []string
	// Shards is into how many equal parts the batch is cut that step on their own; 0 for 1.
	Shards int
	// Log is how the session's log is written; the server's default by default.
	Log pb.LogMode
	// Keep is how long the session is kept when nobody is connected; 0 for the server's default.
	Keep time.Duration
	// Backend is which kernel runs; the server chooses by default.
	Backend pb.Backend
	// Parts are runs of rows with options and a seed of their own.
	Parts []Part
}

// Seed is a seed, for options that may have none.
func Seed(seed int64) *int64 { return &seed }

// SeatOptions says who fills a seat.
type SeatOptions struct {
	// Seat is a group, or group/agent for one agent of it.
	Seat string
	// Policy is the built-in policy that plays it; empty for a participant.
	Policy string
	// PolicyOptions are the policy's.
	PolicyOptions map[string]any
	// Privileged is true when a participant sees the privileged tensors, for centralised critics.
	Privileged bool
}

// Part is a run of rows that has options and a seed of its own.
type Part struct {
	// Rows is how many.
	Rows int
	// Options take the place of the session's.
	Options map[string]any
	// Seed is the part's; nil for one drawn from the session's and the part's index.
	Seed *int64
	// SameSeed is true when the part has the session's seed: common random numbers.
	SameSeed bool
}

func (o SessionOptions) config(environment string) (*pb.SessionConfig, error) {
	options, err := structOf("options", o.Options)
	if err != nil {
		return nil, err
	}
	config := &pb.SessionConfig{
		Environment: environment, Options: options, NumEnvs: narrowed(o.NumEnvs), Seed: o.Seed,
		RowSeeds: slices.Clone(o.RowSeeds), AutoresetMode: o.Autoreset, Deadline: o.Deadline,
		Metrics: slices.Clone(o.Metrics), Shards: narrowed(o.Shards), LogMode: o.Log, Backend: o.Backend,
	}
	if o.Keep != 0 {
		config.Keep = durationpb.New(o.Keep)
	}
	for _, each := range o.Seats {
		seat, err := each.config()
		if err != nil {
			return nil, err
		}
		config.Seats = append(config.Seats, seat)
	}
	for _, each := range o.Parts {
		options, err := structOf("parts: options", each.Options)
		if err != nil {
			return nil, err
		}
		part := &pb.PartConfig{Rows: narrowed(each.Rows), Options: options, Seed: each.Seed, SameSeed: each.SameSeed}
		config.Parts = append(config.Parts, part)
	}
	return config, nil
}

func (o SeatOptions) config() (*pb.SeatConfig, error) {
	seat, err := parseLabel(o.Seat)
	if err != nil {
		return nil, err
	}
	if o.Policy == "" {
		seat.Filler = &pb.SeatConfig_Remote{Remote: &pb.RemoteFiller{Privileged: o.Privileged}}
		return seat, nil
	}
	options, err := structOf("seats: policy options", o.PolicyOptions)
	seat.Filler = &pb.SeatConfig_Policy{Policy: &pb.NamedPolicy{Name: o.Policy, Options: options}}
	return seat, err
}

// structOf takes whatever encoding/json does. Nil is nothing.
func structOf(where string, values map[string]any) (*structpb.Struct, error) {
	if values == nil {
		return nil, nil
	}
	text, err := json.Marshal(values)
	if err != nil {
		return nil, badRequest(where, "values that JSON has", err)
	}
	made := &structpb.Struct{}
	if err := protojson.Unmarshal(text, made); err != nil {
		return nil, badRequest(where, "values that JSON has", err)
	}
	return made, nil
}

// ResetOptions is what a reset does; the zero value starts new episodes in all rows of shard 0.
type ResetOptions struct {
	// Shard is which shard; B is its number of rows.
	Shard int
	// Mask [B] says which rows; nil for all.
	Mask []bool
	// Seed is a new one for the rows of the mask. Nil: they go on to the next episodes of their streams.
	Seed *int64
	// RowSeeds [B] are one seed per row instead; those outside the mask are ignored.
	RowSeeds []int64
	// Rows has reset options of some rows.
	Rows []RowOptions
	// Parts has other options for the new episodes of some parts.
	Parts []PartReset
}

// RowOptions are reset options of some rows.
type RowOptions struct {
	// Rows are indices within the shard; they must be in the mask.
	Rows []int
	// Options are numbers by name.
	Options map[string]any
}

// PartReset gives the new episodes of one part other options; those left out stay.
type PartReset struct {
	// Part is its index.
	Part int
	// Options take the place of those that the part has now.
	Options map[string]any
	// Seed is a new one for the part's rows.
	Seed *int64
}

func (o ResetOptions) config(step *int64) (*pb.ResetConfig, error) {
	config := &pb.ResetConfig{
		Shard: narrowed(o.Shard), Step: step, RowMask: numbers(o.Mask), Seed: o.Seed, RowSeeds: slices.Clone(o.RowSeeds),
	}
	for _, each := range o.Rows {
		options, err := structOf("reset: options", each.Options)
		if err != nil {
			return nil, err
		}
		config.RowOptions = append(config.RowOptions, &pb.RowOptions{Rows: int32s(each.Rows), Options: options})
	}
	for _, each := range o.Parts {
		options, err := structOf("reset: parts", each.Options)
		if err != nil {
			return nil, err
		}
		config.Parts = append(config.Parts, &pb.PartReset{Part: narrowed(each.Part), Options: options, Seed: each.Seed})
	}
	return config, nil
}
