// Conformance is this client's driver for ./walras conformance: it does what a line of JSON says, and answers with a line.
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	walras "github.com/walras-env/walras/clients/go"
	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

type object = map[string]any

// command has the words of all verbs; clients/conformance/README.md says what they mean.
type command struct {
	Do, As, Of, From, Address, Token, Ca, Environment, Autoreset string
	NumEnvs                                                      int32   `json:"num_envs"`
	RowSeeds                                                     []int64 `json:"row_seeds"`
	ChunkSteps                                                   int32   `json:"chunk_steps"`
	Seed                                                         *int64
	Options                                                      map[string]any
	Metrics, Seats, Fields                                       []string
	Privileged                                                   bool
	Shards, Shard, Steps                                         int32
	Mask                                                         []bool
	Actions                                                      map[string]map[string]struct {
		DType  string
		Values []json.RawMessage
	}
}

type driver struct {
	names     []string // of what is open, oldest first
	open      map[string]any
	snapshots map[string][]byte
}

func main() {
	all := driver{open: map[string]any{}, snapshots: map[string][]byte{}}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			all.end()
			return
		}
		var of command
		if err == nil {
			err = json.Unmarshal(line, &of)
		}
		if err != nil {
			panic(err)
		}
		answer := object{}
		var refused *walras.Error
		value, err := all.do(context.Background(), &of)
		switch {
		case errors.As(err, &refused):
			answer["error"] = object{"code": code(refused), "reason": refused.Reason, "message": refused.Message}
		case err != nil:
			panic(err)
		case value == nil:
			answer["ok"] = object{}
		default:
			answer["ok"] = value
		}
		text, err := json.Marshal(answer)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(text))
	}
}

// code is gRPC's name of a code, as the protocol spells it.
func code(of *walras.Error) string {
	var text strings.Builder
	for i, letter := range of.Status.String() {
		if i > 0 && letter < 'a' {
			text.WriteByte('_')
		}
		text.WriteRune(letter)
	}
	return strings.ToUpper(text.String())
}

func (d *driver) do(ctx context.Context, of *command) (any, error) {
	switch of.Do {
	case "connect":
		options, err := of.options()
		if err != nil {
			return nil, err
		}
		client, err := walras.Connect(ctx, of.Address, options...)
		return d.keep(of.As, client, err)
	case "session":
		made, err := d.open[of.Of].(*walras.Client).Session(ctx, of.session())
		return d.keep(of.As, made, err)
	case "join":
		options, err := of.options()
		if err != nil {
			return nil, err
		}
		seat, err := walras.Join(ctx, of.Address, options...)
		return d.keep(of.As, seat, err)
	case "reset":
		return turn(d.session(of).Reset(ctx, of.reset()))
	case "rollout":
		return d.rollout(ctx, of)
	case "snapshot":
		made, err := d.session(of).Snapshot(ctx)
		d.snapshots[of.As] = made
		return nil, err
	case "restore":
		turns, err := d.session(of).Restore(ctx, d.snapshots[of.From])
		if err != nil {
			return nil, err
		}
		return turn(turns[0], nil)
	case "close":
		return nil, d.open[of.Of].(io.Closer).Close()
	case "end":
		d.end()
		return nil, nil
	}
	return d.play(ctx, of)
}

func (d *driver) play(ctx context.Context, of *command) (any, error) {
	seats := d.participant(of)
	switch of.Do {
	case "step":
		return turn(seats.Step(ctx, of.actions()))
	case "send":
		return nil, seats.Send(int(of.Shard), of.actions())
	case "receive":
		return turn(seats.Receive(ctx, int(of.Shard)))
	case "wait":
		return turn(seats.Wait(ctx, int(of.Shard)))
	case "events":
		kinds := []string{}
		for _, each := range seats.Events() {
			kinds = append(kinds, strings.TrimPrefix(each.GetKind().String(), "EVENT_KIND_"))
		}
		return object{"events": kinds}, nil
	default:
		return nil, fmt.Errorf("unknown: %s", of.Do)
	}
}

func (d *driver) keep(name string, opened any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	d.open[name] = opened
	d.names = append(d.names, name)
	if _, client := opened.(*walras.Client); client {
		return nil, nil
	}
	keys := []string{}
	for _, seat := range d.participant(&command{Of: name}).Seats {
		keys = append(keys, seat.Key)
	}
	return object{"seats": keys}, nil
}

func (d *driver) end() {
	slices.Reverse(d.names)
	for _, name := range d.names {
		_ = d.open[name].(io.Closer).Close() // its server may have ended
	}
	d.names = nil
	clear(d.open)
}

func (d *driver) session(of *command) *walras.Session { return d.open[of.Of].(*walras.Session) }

func (d *driver) participant(of *command) *walras.Participant {
	if session, ok := d.open[of.Of].(*walras.Session); ok {
		return session.Participant
	}
	return d.open[of.Of].(*walras.Participant)
}

func (c *command) options() ([]walras.Option, error) {
	options := []walras.Option{walras.WithTimeout(20 * time.Second)}
	if c.Token != "" {
		options = append(options, walras.WithToken(c.Token))
	}
	if c.Ca != "" {
		text, err := os.ReadFile(c.Ca)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(text)
		options = append(options, walras.WithTLS(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}))
	}
	return options, nil
}

func (c *command) session() *pb.SessionConfig {
	mode := pb.AutoresetMode(pb.AutoresetMode_value["AUTORESET_MODE_"+strings.ToUpper(c.Autoreset)])
	config := &pb.SessionConfig{
		Environment: c.Environment, NumEnvs: c.NumEnvs, Seed: c.Seed, RowSeeds: c.RowSeeds, Options: walras.Options(c.Options),
		AutoresetMode: mode, Metrics: c.Metrics, Shards: c.Shards,
	}
	for _, label := range c.Seats {
		config.Seats = append(config.Seats, walras.RemoteSeat(label, c.Privileged))
	}
	return config
}

func (c *command) reset() *pb.ResetConfig {
	config := &pb.ResetConfig{Shard: c.Shard, Seed: c.Seed, RowSeeds: c.RowSeeds}
	for _, chosen := range c.Mask {
		config.RowMask = append(config.RowMask, map[bool]byte{true: 1}[chosen])
	}
	for name, values := range c.Options {
		for row, value := range values.([]any) {
			if len(c.Mask) == 0 || c.Mask[row] {
				config.RowOptions = append(config.RowOptions, &pb.RowOptions{
					Rows: []int32{int32(row)}, Options: walras.Options(map[string]any{name: value}),
				})
			}
		}
	}
	return config
}

func (c *command) actions() map[string]walras.Actions {
	actions := map[string]walras.Actions{}
	for seat, tensors := range c.Actions {
		actions[seat] = walras.Actions{}
		for name, given := range tensors {
			whole, real := []int64{}, []float64{}
			for _, value := range given.Values {
				word := strings.Trim(string(value), `"`)
				if strings.HasPrefix(given.DType, "float") {
					number, err := strconv.ParseFloat(word, 64)
					must(err)
					real = append(real, number)
				} else {
					number, err := strconv.ParseInt(word, 10, 64)
					must(err)
					whole = append(whole, number)
				}
			}
			if strings.HasPrefix(given.DType, "float") {
				actions[seat][name] = walras.Of(real...)
			} else {
				actions[seat][name] = walras.Of(whole...)
			}
		}
	}
	return actions
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (d *driver) rollout(ctx context.Context, of *command) (any, error) {
	turns := []any{}
	fields, err := walras.Fields(of.Fields...)
	if err != nil {
		return nil, err
	}
	request := &pb.RolloutRequest{Steps: of.Steps, PolicySeed: of.Seed, ChunkSteps: of.ChunkSteps, Fields: fields}
	for chunk, err := range d.session(of).Rollout(ctx, request, nil) {
		if err != nil {
			return nil, err
		}
		for i := range chunk.Steps {
			values, _ := turn(chunk.Turn(i), nil)
			values.(object)["actions"] = bySeat(chunk.Actions(i))
			turns = append(turns, values)
		}
	}
	return object{"turns": turns}, nil
}

func turn(of *walras.Turn, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	finals := of.FinalRows
	if finals == nil {
		finals = []int32{}
	}
	return object{
		"step": of.Step, "cause": strings.ToLower(strings.TrimPrefix(of.Cause.String(), "TURN_CAUSE_")),
		"obs": bySeat(of.Obs), "reward": of.Reward, "active": of.Active, "terminated": of.Terminated, "truncated": of.Truncated,
		"action_mask": mapped(of.ActionMask, values), "metrics": mapped(of.Metrics, values), "privileged": mapped(of.Privileged, tensor),
		"final_rows": finals, "final_obs": bySeat(of.FinalObs), "final_action_mask": mapped(of.FinalActionMask, values),
		"final_privileged": mapped(of.FinalPrivileged, tensor), "late": of.Late,
	}, nil
}

func bySeat(all map[string]map[string]walras.Tensor) map[string]map[string]any {
	return mapped(all, func(each map[string]walras.Tensor) map[string]any { return mapped(each, tensor) })
}

func mapped[V, W any](all map[string]V, as func(V) W) map[string]W {
	made := map[string]W{}
	for name, value := range all {
		made[name] = as(value)
	}
	return made
}

func tensor(of walras.Tensor) any {
	dtype := strings.ToLower(strings.TrimPrefix(of.DType.String(), "DATA_TYPE_"))
	return object{"dtype": dtype, "shape": of.Shape, "values": values(of)}
}

// values are numbers, and words where a number of JSON would not hold them.
func values(of walras.Tensor) any {
	switch of.DType {
	case walras.Float64:
		return walras.As[float64](of)
	case walras.Float32:
		return each(walras.As[float32](of), func(value float32) float64 { return float64(value) })
	case walras.Int64:
		return each(walras.As[int64](of), func(value int64) string { return strconv.FormatInt(value, 10) })
	case walras.Int32:
		return walras.As[int32](of)
	default:
		return each(walras.As[uint8](of), func(value uint8) int { return int(value) })
	}
}

func each[V, W any](all []V, as func(V) W) []W {
	made := make([]W, len(all))
	for i, value := range all {
		made[i] = as(value)
	}
	return made
}
