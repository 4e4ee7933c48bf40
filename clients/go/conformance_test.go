package walras

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// script is what clients of all languages play; clients/conformance/README.md says how it is read.
type script struct {
	Cases []struct {
		Name        string
		Environment string
		NumEnvs     int            `json:"num_envs"`
		Options     map[string]any `json:"options"`
		Autoreset   string         `json:"autoreset_mode"`
		Metrics     []string
		RowSeeds    []int64   `json:"row_seeds"`
		CreateError *expected `json:"create_error"`
		Moves       []move
	}
}

type expected struct{ Reason, Code string }

type move struct {
	Reset *struct {
		Mask     []bool
		RowSeeds []int64 `json:"row_seeds"`
		Options  map[string][]float64
	}
	Step    map[string]any
	RawStep map[string]int `json:"raw_step"`
	Turn    map[string]any
	Error   *expected
}

func TestConformance(t *testing.T) {
	text, err := os.ReadFile("../conformance/script.json")
	if err != nil {
		t.Fatal(err)
	}
	var of script
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	if err := decoder.Decode(&of); err != nil {
		t.Fatal(err)
	}
	client, err := Connect(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, each := range of.Cases {
		t.Run(each.Name, func(t *testing.T) {
			session, err := client.Session(t.Context(), each.Environment, SessionOptions{
				NumEnvs: each.NumEnvs, Options: each.Options, Metrics: each.Metrics, RowSeeds: each.RowSeeds,
				Autoreset: autoreset(t, each.Autoreset),
			})
			if each.CreateError != nil {
				each.CreateError.require(t, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer session.Close()
			for i, move := range each.Moves {
				turn, err := move.play(t.Context(), session)
				if move.Error != nil {
					move.Error.require(t, err)
					continue
				}
				if err != nil {
					t.Fatalf("move %d: %v", i, err)
				}
				move.compare(t, fmt.Sprintf("move %d", i), turn)
			}
		})
	}
}

func autoreset(t *testing.T, word string) pb.AutoresetMode {
	modes := map[string]pb.AutoresetMode{"": 0, "next_step": NextStep, "same_step": SameStep, "disabled": Disabled}
	mode, ok := modes[word]
	if !ok {
		t.Fatalf("autoreset_mode %q", word)
	}
	return mode
}

func (e *expected) require(t *testing.T, err error) {
	t.Helper()
	var got *Error
	if !errors.As(err, &got) {
		t.Fatalf("expected %v, got %v", *e, err)
	}
	code := strings.ToUpper(snake(got.Status))
	if got.Reason != e.Reason || code != e.Code || got.Message == "" {
		t.Fatalf("expected %v, got %s %v", *e, code, got)
	}
}

func snake(code codes.Code) string {
	var text strings.Builder
	for i, letter := range code.String() {
		if i > 0 && letter < 'a' {
			text.WriteByte('_')
		}
		text.WriteRune(letter)
	}
	return text.String()
}

func (m move) play(ctx context.Context, session *Session) (*Turn, error) {
	switch {
	case m.Reset != nil:
		options := ResetOptions{Mask: m.Reset.Mask, RowSeeds: m.Reset.RowSeeds}
		for name, values := range m.Reset.Options {
			for row, value := range values {
				if m.Reset.Mask == nil || m.Reset.Mask[row] {
					options.Rows = append(options.Rows, RowOptions{Rows: []int{row}, Options: map[string]any{name: value}})
				}
			}
		}
		return session.Reset(ctx, options)
	case m.RawStep != nil:
		var frames []*pb.SeatFrame
		for _, seat := range session.Seats {
			if size, ok := m.RawStep[seat.Key]; ok {
				frames = append(frames, &pb.SeatFrame{Seat: int32(seat.Index), Frame: make([]byte, size)})
			}
		}
		if err := session.act(0, frames); err != nil {
			return nil, err
		}
		return session.Receive(ctx, 0)
	default:
		actions := map[string]Actions{}
		for group, values := range m.Step {
			if _, ok := values.(map[string]any); ok {
				return nil, fmt.Errorf("several tensors of %s", group)
			}
			var whole []int
			for _, value := range flat(values, nil) {
				whole = append(whole, int(value))
			}
			actions[group] = Act(whole...)
		}
		return session.Step(ctx, actions)
	}
}

func (m move) compare(t *testing.T, where string, turn *Turn) {
	t.Helper()
	parts := map[string]any{
		"step": float64(turn.Step), "obs": turn.Obs, "final_obs": turn.FinalObs, "reward": turn.Reward, "active": turn.Active,
		"terminated": turn.Terminated, "truncated": turn.Truncated, "metrics": turn.Metrics, "final_rows": turn.FinalRows,
	}
	for name, want := range m.Turn {
		got, ok := parts[name]
		if !ok {
			t.Fatalf("%s: %s is not compared", where, name)
		}
		compare(t, where+": "+name, want, got)
	}
}

// compare compares maps by name and everything else by its numbers, row-major.
func compare(t *testing.T, where string, want, got any) {
	t.Helper()
	if byName, ok := want.(map[string]any); ok {
		for name, inner := range byName {
			value := reflect.ValueOf(got).MapIndex(reflect.ValueOf(name))
			if !value.IsValid() {
				t.Fatalf("%s: no %s", where, name)
			}
			compare(t, where+"."+name, inner, value.Interface())
		}
		return
	}
	if expected, received := flat(want, nil), flat(got, nil); !reflect.DeepEqual(expected, received) {
		t.Fatalf("%s: expected %v, got %v", where, expected, received)
	}
}

// flat is all numbers of a value, row-major; true is 1.
func flat(value any, into []float64) []float64 {
	switch of := value.(type) {
	case float64:
		return append(into, of)
	case bool:
		return append(into, float64(numbers([]bool{of})[0]))
	case Tensor:
		return append(into, asFloats(of)...)
	}
	list := reflect.ValueOf(value)
	for i := range list.Len() {
		each := list.Index(i)
		if each.CanInt() {
			into = append(into, float64(each.Int()))
		} else {
			into = flat(each.Interface(), into)
		}
	}
	return into
}

func asFloats(t Tensor) []float64 {
	switch t.DType {
	case Float64:
		return As[float64](t)
	case Float32:
		return widened(As[float32](t))
	case Int64:
		return widened(As[int64](t))
	case Int32:
		return widened(As[int32](t))
	case Int8:
		return widened(As[int8](t))
	default:
		return widened(As[uint8](t))
	}
}

func widened[T Element](values []T) []float64 {
	wide := make([]float64, len(values))
	for i, value := range values {
		wide[i] = float64(value)
	}
	return wide
}
