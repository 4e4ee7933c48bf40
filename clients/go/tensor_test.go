package walras

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// frameOf is a frame of two rows and one agent: i64, f64 and f32 observations, a reward and a flag.
func frameOf(t *testing.T) (Seat, []byte) {
	t.Helper()
	message := &pb.FrameLayout{SizeBytes: 4*64 + 2, Fields: []*pb.FrameField{
		{Kind: pb.FieldKind_FIELD_KIND_OBSERVATION, Name: "whole", Dtype: Int64, Shape: []int32{2, 1}},
		{Kind: pb.FieldKind_FIELD_KIND_OBSERVATION, Name: "real", Dtype: Float64, Shape: []int32{2, 1, 2}, Offset: 64},
		{Kind: pb.FieldKind_FIELD_KIND_OBSERVATION, Name: "single", Dtype: Float32, Shape: []int32{2, 1}, Offset: 128},
		{Kind: pb.FieldKind_FIELD_KIND_REWARD, Name: "reward", Dtype: Float64, Shape: []int32{2, 1}, Offset: 192},
		{Kind: pb.FieldKind_FIELD_KIND_TERMINATED, Name: "terminated", Dtype: Uint8, Shape: []int32{2}, Offset: 256},
	}}
	of, err := layoutOf(message)
	if err != nil {
		t.Fatal(err)
	}
	frame := make([]byte, of.size)
	put(frame, []int64{math.MaxInt64, -2})
	put(frame[64:], []float64{0.1, -0.0, math.Inf(1), 4})
	put(frame[128:], []float32{0.5, -8})
	put(frame[192:], []float64{1, -1})
	frame[257] = 1
	return Seat{Index: 3, Group: "g", Key: "g", Label: "g", observation: of}, frame
}

func TestFramesAtEveryOffset(t *testing.T) {
	seat, frame := frameOf(t)
	if want := []byte{255, 255, 255, 255, 255, 255, 255, 127, 254}; !bytes.Equal(frame[:9], want) {
		t.Fatalf("not little-endian: %v", frame[:9])
	}
	for offset := range 16 {
		moved := append(make([]byte, offset, offset+len(frame)), frame...)[offset:]
		turn, err := readTurn([]Seat{seat}, &pb.Turn{Step: 1 << 40, Frames: []*pb.SeatFrame{{Seat: 3, Frame: moved}}})
		if err != nil {
			t.Fatal(err)
		}
		obs := turn.Obs["g"]
		whole, real, single := As[int64](obs["whole"]), As[float64](obs["real"]), As[float32](obs["single"])
		if !slices.Equal(whole, []int64{math.MaxInt64, -2}) || !slices.Equal(real, []float64{0.1, 0, math.Inf(1), 4}) ||
			!slices.Equal(single, []float32{0.5, -8}) || !slices.Equal(turn.Reward["g"], []float64{1, -1}) ||
			!slices.Equal(turn.Done(), []bool{false, true}) || turn.Step != 1<<40 {
			t.Fatalf("offset %d: %v %v %v %v", offset, whole, real, single, turn)
		}
	}
}

func TestFramesOfAnotherLength(t *testing.T) {
	seat, frame := frameOf(t)
	for _, wrong := range [][]byte{frame[:len(frame)-1], append(frame, 0), nil} {
		if _, err := readTurn([]Seat{seat}, &pb.Turn{Frames: []*pb.SeatFrame{{Seat: 3, Frame: wrong}}}); err == nil {
			t.Fatalf("a frame of %d bytes was read", len(wrong))
		}
	}
}

func TestAsRefusesAnotherType(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("int32 was read as float32")
		}
	}()
	As[float32](Tensor{DType: Int32, Shape: []int{1}, Data: make([]byte, 4)})
}

func TestActions(t *testing.T) {
	seat := Seat{Key: "g", action: packed([]field{
		{kind: pb.FieldKind_FIELD_KIND_ACTION, name: "a", dtype: Int32, shape: []int{2, 1}, bytes: 8},
	})}
	good := map[string]Actions{
		"ints": Act(1, 2), "int64": Act[int64](1, 2), "uint8": Act[uint8](1, 2), "int32": Act[int32](1, 2), "name": {"a": Of[int8](1, 2)},
	}
	for name, action := range good {
		frame := make([]byte, seat.action.size)
		err := seat.fill(frame, action)
		if err != nil || !slices.Equal(elements[int32](frame), []int32{1, 2}) {
			t.Fatalf("%s: %v %v", name, frame, err)
		}
	}
	frame := make([]byte, seat.action.size)
	if err := seat.fill(frame, Act(1)); err != nil || !slices.Equal(elements[int32](frame), []int32{1, 1}) {
		t.Fatalf("one for all: %v %v", frame, err)
	}
	bad := map[string]Actions{
		"length": Act(1, 2, 3), "none": Act[int](), "wide": Act(1, 1<<31), "real": Act(1.0, 2.0), "name": {"b": Of(1, 2)},
		"two": {"a": Of(1, 2), "b": Of(1)}, "none of it": {"a": nil}, "nothing": nil, "wrapped": Act[int64](1, 1<<32+1),
	}
	for name, action := range bad {
		var refusal *Error
		if err := seat.fill(frame, action); !errors.As(err, &refusal) || refusal.Reason != "BAD_ACTION" {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

func TestFinalLayout(t *testing.T) {
	seat, _ := frameOf(t)
	of := seat.observation.final(3)
	var offsets []int
	for _, each := range of.fields {
		offsets = append(offsets, each.offset)
	}
	if !slices.Equal(offsets, []int{0, 64, 128}) || of.size != 128+12 || of.fields[1].shape[0] != 3 {
		t.Fatalf("%v", of)
	}
	chosen := seat.observation.only([]*pb.FieldSelector{
		{Kind: pb.FieldKind_FIELD_KIND_REWARD}, {Kind: pb.FieldKind_FIELD_KIND_OBSERVATION, Name: "real"},
	})
	if len(chosen.fields) != 2 || chosen.fields[1].offset != 64 || chosen.size != 80 {
		t.Fatalf("%v", chosen)
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{
		"walras://localhost:1/s?ticket=a", "walrass://example.org:443/s?ticket=a&ticket=b", "walras://[::1]:7/s?ticket=a%2F%3D",
	} {
		parsed, err := parseSeatAddress(address)
		if err != nil || parsed.String() != address {
			t.Fatalf("%s: %v %v", address, parsed, err)
		}
	}
	for _, address := range []string{
		"", "localhost:1/s?ticket=SECRET", "http://h:1/s?ticket=SECRET", "walras://h/s?ticket=SECRET", "walras://h:1/?ticket=SECRET",
		"walras://h:1/s/t?ticket=SECRET", "walras://h:1/s", "walras://h:1/s?ticket=SECRET&x=1", "walras://h:1/s?ticket=SECRET%zz",
		"walras://h:1/s#ticket=SECRET", "walras://u:SECRET@h:1/s?ticket=a", "walras://h:1/s?ticket=",
	} {
		if _, err := parseSeatAddress(address); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Fatalf("%s: %v", address, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	for address, secure := range map[string]bool{
		"localhost:1": false, "127.0.0.1:1": false, "[::1]:1": false, "unix:/x": false, "example.org:1": true,
		"grpc://example.org:1": false, "grpcs://localhost:1": true,
	} {
		to, err := parsePlace(address)
		if err != nil || (&settings{}).secure(to) != secure {
			t.Fatalf("%s: %v %v", address, to, err)
		}
	}
	for _, address := range []string{"localhost", "http://localhost:1", "grpcs://", ":"} {
		if to, err := parsePlace(address); err == nil {
			t.Fatalf("%s: %v", address, to)
		}
	}
}

// TestErrorsInFull holds the trailer's words against those of the type.
func TestErrorsInFull(t *testing.T) {
	detail := &pb.ErrorDetail{Code: 3, Reason: "BAD_OPTION", Message: "m", Where: "w", Nearest: "n"}
	data, err := proto.Marshal(detail)
	if err != nil {
		t.Fatal(err)
	}
	var got *Error
	wrapped := errorOf(errors.New("x"), map[string][]string{errorTrailer: {string(data)}})
	if !errors.As(wrapped, &got) || got.Reason != "BAD_OPTION" || got.Fields["nearest"] != "n" || len(got.Fields) != 2 {
		t.Fatalf("%#v", wrapped)
	}
}

func TestMasks(t *testing.T) {
	of := packed([]field{
		{kind: pb.FieldKind_FIELD_KIND_ACTION_MASK, name: "action_mask", dtype: Uint8, shape: []int{1, 2, 3}, bytes: 6},
		{kind: pb.FieldKind_FIELD_KIND_ACTIVE, name: "active", dtype: Uint8, shape: []int{1, 2}, bytes: 2},
	})
	frame := make([]byte, of.size)
	copy(frame, []byte{1, 0, 1, 0, 0, 1})
	frame[65] = 1
	final := &pb.Turn{
		Frames: []*pb.SeatFrame{{Frame: frame}}, FinalRows: []byte{4, 0, 0, 0}, FinalFrames: []*pb.SeatFrame{{Frame: frame[:6]}},
	}
	turn, err := readTurn([]Seat{{Key: "g", observation: of}}, final)
	if err != nil || !slices.Equal(As[uint8](turn.ActionMask["g"]), frame[:6]) ||
		!slices.Equal(turn.Active["g"], []bool{false, true}) || !slices.Equal(turn.FinalRows, []int32{4}) ||
		!slices.Equal(As[uint8](turn.FinalActionMask["g"]), frame[:6]) {
		t.Fatalf("%v %v", turn, err)
	}
}

func TestMetricsOfAgentsInSeveralSeats(t *testing.T) {
	of := packed([]field{{kind: pb.FieldKind_FIELD_KIND_METRIC, name: "m", dtype: Float64, shape: []int{2, 1}, bytes: 16}})
	var frames [2][]byte
	for i := range frames {
		frames[i] = make([]byte, 16)
		put(frames[i], []float64{float64(i), float64(i + 2)})
	}
	seats := []Seat{{Group: "g", Key: "g/0", observation: of}, {Index: 1, Group: "g", Key: "g/1", observation: of}}
	turn, err := readTurn(seats, &pb.Turn{Frames: []*pb.SeatFrame{{Frame: frames[0]}, {Seat: 1, Frame: frames[1]}}})
	if err != nil || !slices.Equal(As[float64](turn.Metrics["m"]), []float64{0, 1, 2, 3}) {
		t.Fatalf("%v %v", turn, err)
	}
}
