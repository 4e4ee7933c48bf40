package walras

import (
	"iter"
	"slices"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Cause is what made a turn.
type Cause = pb.TurnCause

// The causes of turns.
const (
	CauseReset   = pb.TurnCause_TURN_CAUSE_RESET
	CauseStep    = pb.TurnCause_TURN_CAUSE_STEP
	CauseRestore = pb.TurnCause_TURN_CAUSE_RESTORE
)

// Turn is one step of one shard as a participant's seats see it. B is the shard's number of rows, n the number of a
// seat's agents; all values are row-major. Maps are keyed by the seats' keys. Values share the bytes that arrived: keep
// them as long as you like, or Release them, and do not write to them.
type Turn struct {
	// Shard is which shard.
	Shard int
	// Step is the turn's number: 0 for the first reset, one more for everything after it.
	Step int64
	// Cause is what made it.
	Cause Cause
	// Terminated [B]: the row's episode ended by its own rules.
	Terminated []bool
	// Truncated [B]: the row's episode was cut off.
	Truncated []bool
	// Obs has seat to tensor name to [B, n, ...].
	Obs map[string]map[string]Tensor
	// Reward has seat to [B, n].
	Reward map[string][]float64
	// Active has seat to [B, n]: who must act now.
	Active map[string][]bool
	// ActionMask has seat to u8 [B, n, choices], for groups that have one.
	ActionMask map[string]Tensor
	// Metrics has metric to f64 [B] or [B, n].
	Metrics map[string]Tensor
	// Privileged has tensor name to [B, ...], for seats made with it.
	Privileged map[string]Tensor
	// FinalRows [F]: with SameStep, the rows whose episodes ended in this step and have been reset in it.
	FinalRows []int32
	// FinalObs has seat to tensor name to [F, n, ...]: the true last observations of those rows.
	FinalObs map[string]map[string]Tensor
	// FinalActionMask has seat to u8 [F, n, choices], of the same rows.
	FinalActionMask map[string]Tensor
	// FinalPrivileged has tensor name to [F, ...], of the same rows.
	FinalPrivileged map[string]Tensor
	// Late names the seats whose actions were not used: the deadline had lapsed.
	Late []string

	idle  []string // the seats of which nobody must act
	bytes *[]byte  // that its values share
}

// Release gives the turn's memory back, for a later one, and empties it: nothing that was taken from it may be used any
// more. It need not be called; then the garbage collector, which a fast loop keeps busy, finds the memory.
func (t *Turn) Release() {
	if t.bytes != nil {
		received.Put(t.bytes)
	}
	*t = Turn{Shard: t.Shard, Step: t.Step, Cause: t.Cause, idle: t.idle}
}

// Done [B] tells whether the row's episode is over, for either reason.
func (t *Turn) Done() []bool {
	done := slices.Clone(t.Terminated)
	for row, truncated := range t.Truncated {
		done[row] = done[row] || truncated
	}
	return done
}

func newTurn(shard int, step int64, cause Cause) *Turn {
	return &Turn{
		Shard: shard, Step: step, Cause: cause,
		Obs: map[string]map[string]Tensor{}, Reward: map[string][]float64{}, Active: map[string][]bool{},
		ActionMask: map[string]Tensor{}, Metrics: map[string]Tensor{}, Privileged: map[string]Tensor{},
	}
}

// readTurn makes views of the frames, without looking at a single element but flags.
func readTurn(seats []Seat, message *pb.Turn) (*Turn, error) {
	turn := newTurn(int(message.GetShard()), message.GetStep(), message.GetCause())
	for seat, frame := range bySeat(seats, message.GetFrames()) {
		if of := seat.observation; len(frame) != of.size {
			return nil, unreadable("frame of %s: expected %d bytes, got %d", seat.Label, of.size, len(frame))
		}
		turn.file(seat, seat.observation, frame)
	}
	for i := range seats {
		if slices.Contains(message.GetLateSeats(), narrowed(seats[i].Index)) {
			turn.Late = append(turn.Late, seats[i].Key)
		}
	}
	turn.fileFinals(seats, message.GetFinalRows(), message.GetFinalFrames(), nil)
	return turn, nil
}

// file puts a frame's fields where users look for them.
func (t *Turn) file(seat *Seat, of layout, frame []byte) {
	for _, each := range of.fields {
		values := each.tensor(frame)
		switch each.kind {
		case pb.FieldKind_FIELD_KIND_OBSERVATION:
			add(t.Obs, seat.Key, each.name, values)
		case pb.FieldKind_FIELD_KIND_REWARD:
			t.Reward[seat.Key] = As[float64](values)
		case pb.FieldKind_FIELD_KIND_ACTIVE:
			active := flags(values.Data)
			t.Active[seat.Key] = active
			if len(active) > 0 && !slices.Contains(active, true) {
				t.idle = append(t.idle, seat.Key)
			}
		case pb.FieldKind_FIELD_KIND_TERMINATED:
			t.Terminated = flags(values.Data)
		case pb.FieldKind_FIELD_KIND_TRUNCATED:
			t.Truncated = flags(values.Data)
		case pb.FieldKind_FIELD_KIND_ACTION_MASK:
			t.ActionMask[seat.Key] = values
		case pb.FieldKind_FIELD_KIND_METRIC:
			t.fileMetric(seat, each.name, values)
		case pb.FieldKind_FIELD_KIND_PRIVILEGED:
			t.Privileged[each.name] = values
		}
	}
}

// fileMetric joins a metric of agents along them where several seats of one group have a part of it each.
func (t *Turn) fileMetric(seat *Seat, name string, values Tensor) {
	before, known := t.Metrics[name]
	if known && len(values.Shape) > 1 && seat.Key != seat.Group {
		values = joined(before, values)
	}
	t.Metrics[name] = values
}

// joined is [B, n] and [B, m] as [B, n + m].
func joined(first, second Tensor) Tensor {
	rows, size := first.Shape[0], sizes[first.DType]
	n, m := first.Shape[1]*size, second.Shape[1]*size
	data := make([]byte, 0, rows*(n+m))
	for row := range rows {
		data = append(data, first.Data[row*n:(row+1)*n]...)
		data = append(data, second.Data[row*m:(row+1)*m]...)
	}
	return Tensor{DType: first.DType, Shape: []int{rows, first.Shape[1] + second.Shape[1]}, Data: data}
}

// fileFinals reads final frames. Observations come first; a server may keep no more than these.
func (t *Turn) fileFinals(seats []Seat, rows []byte, messages []*pb.SeatFrame, fields []*pb.FieldSelector) {
	if len(rows) == 0 {
		return
	}
	t.FinalRows = elements[int32](rows)
	t.FinalObs, t.FinalActionMask = map[string]map[string]Tensor{}, map[string]Tensor{}
	t.FinalPrivileged = map[string]Tensor{}
	for seat, frame := range bySeat(seats, messages) {
		for _, each := range seat.observation.only(fields).final(len(t.FinalRows)).fields {
			if each.offset+each.bytes > len(frame) {
				break
			}
			switch values := each.tensor(frame); each.kind {
			case pb.FieldKind_FIELD_KIND_OBSERVATION:
				add(t.FinalObs, seat.Key, each.name, values)
			case pb.FieldKind_FIELD_KIND_ACTION_MASK:
				t.FinalActionMask[seat.Key] = values
			default:
				t.FinalPrivileged[each.name] = values
			}
		}
	}
}

func add(to map[string]map[string]Tensor, key, name string, values Tensor) {
	if to[key] == nil {
		to[key] = map[string]Tensor{}
	}
	to[key][name] = values
}

// bySeat yields the held seats that have a frame, in their order.
func bySeat(seats []Seat, messages []*pb.SeatFrame) iter.Seq2[*Seat, []byte] {
	return func(yield func(*Seat, []byte) bool) {
		for i := range seats {
			for _, each := range messages {
				if int(each.GetSeat()) == seats[i].Index && !yield(&seats[i], each.GetFrame()) {
					return
				}
			}
		}
	}
}
