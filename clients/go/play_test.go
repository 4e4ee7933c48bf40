package walras_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/durationpb"

	walras "github.com/walras-env/walras/clients/go"
	"github.com/walras-env/walras/clients/go/walrasv1"
)

const chain = "auction/chain-v0"

func TestCatalogue(t *testing.T) {
	client := connect(t, "")
	found, err := client.Environments(t.Context(), "auction/chain")
	must(t, err)
	if len(found) != 1 || found[0].GetId() != chain || found[0].GetSummary() == "" {
		t.Fatal(found)
	}
	spec, err := client.Environment(t.Context(), chain, walras.Options(map[string]any{"copies": 1}))
	must(t, err)
	if spec.GetGroups()[0].GetName() != "bidders" || spec.GetResolvedOptions().AsMap()["copies"] != 1.0 {
		t.Fatal(spec)
	}
	_, err = client.Environment(t.Context(), "auction/chian-v0", nil)
	refused(t, err, codes.NotFound, "UNKNOWN_ENVIRONMENT")
	_, err = client.Solve(t.Context(), chain, walras.Options(map[string]any{"discont": 1}))
	refused(t, err, codes.InvalidArgument, "UNKNOWN_OPTION")
	var full *walras.Error
	if errors.As(err, &full); full.Fields["nearest"] != "discount" {
		t.Fatal(full.Fields)
	}
}

// refused requires an error of the server.
func refused(t *testing.T, err error, status codes.Code, reason string) {
	t.Helper()
	var got *walras.Error
	if !errors.As(err, &got) || got.Status != status || got.Reason != reason || got.Message == "" {
		t.Fatalf("expected %v %s, got %v", status, reason, err)
	}
}

func TestPrivilegedTensors(t *testing.T) {
	client := connect(t, "")
	spec, err := client.Environment(t.Context(), "stackelberg/matrix-v0", nil)
	must(t, err)
	play := session(t, client, &walrasv1.SessionConfig{
		Environment: "stackelberg/matrix-v0", NumEnvs: 2, Seats: []*walrasv1.SeatConfig{walras.RemoteSeat("leader", true)},
	})
	turn := reset(t, play)
	if len(turn.Privileged) != len(spec.GetPrivileged()) || len(turn.Privileged) == 0 || len(turn.Active["leader"]) != 2 {
		t.Fatal(turn.Privileged, turn.Active)
	}
}

func TestShardsAndARefusedStep(t *testing.T) {
	play := session(t, connect(t, ""), &walrasv1.SessionConfig{Environment: "counter-v0", NumEnvs: 4, Shards: 2})
	for shard := range 2 {
		_, err := play.Reset(t.Context(), &walrasv1.ResetConfig{Shard: int32(shard)})
		must(t, err)
	}
	must(t, play.Send(0, map[string]walras.Actions{"counters": walras.Act(1, 0)}))
	must(t, play.Send(1, map[string]walras.Actions{"counters": walras.Act(0, 1)}))
	if err := play.Send(1, map[string]walras.Actions{"counters": walras.Act(0, 1)}); err == nil {
		t.Fatal("two acts on their way")
	}
	for _, shard := range []int{1, 0} {
		turn, err := play.Receive(t.Context(), shard)
		must(t, err)
		want := []float64{float64(1 - shard), float64(shard)}
		if turn.Shard != shard || turn.Step != 1 || !slices.Equal(turn.Reward["counters"], want) {
			t.Fatal(turn)
		}
	}
	_, err := play.Step(t.Context(), map[string]walras.Actions{"counters": walras.Act(7, 0)})
	refused(t, err, codes.InvalidArgument, "BAD_ACTION")
	turn, err := play.Step(t.Context(), map[string]walras.Actions{"counters": walras.Act(1)})
	must(t, err)
	if turn.Step != 2 {
		t.Fatal(turn.Step)
	}
}

func TestParts(t *testing.T) {
	play := session(t, connect(t, ""), &walrasv1.SessionConfig{Environment: "counter-v0", Parts: []*walrasv1.PartConfig{
		{Rows: 2, Options: walras.Options(map[string]any{"horizon": 2})}, {Rows: 1, Options: walras.Options(map[string]any{"horizon": 1})},
	}})
	reset(t, play)
	turn, err := play.Step(t.Context(), map[string]walras.Actions{"counters": walras.Act(0)})
	must(t, err)
	if play.NumEnvs() != 3 || !slices.Equal(turn.Truncated, []bool{false, false, true}) {
		t.Fatal(turn)
	}
}

func TestAContextEndsAWaitAndNotTheStep(t *testing.T) {
	client := connect(t, "")
	host, err := client.Host(t.Context(), pair())
	must(t, err)
	defer host.Close(context.Background())
	must(t, host.Reset(t.Context(), nil))
	first := attach(t, client, host, "bidders/0")
	second := attach(t, client, host, "bidders/1")
	for _, seat := range []*walras.Participant{first, second} {
		turn, err := seat.Wait(soon(t), 0)
		must(t, err)
		if turn.Step != 0 || turn.Cause != walras.CauseReset {
			t.Fatal(turn)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = first.Step(over, bid(0.2)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	turn, err := second.Step(soon(t), bid(0.4))
	must(t, err)
	same, err := first.Receive(soon(t), 0)
	must(t, err)
	if turn.Step != 1 || same.Step != 1 || first.Last(0) != same {
		t.Fatal(turn, same)
	}
	_, err = client.Attach(t.Context(), host.ID, host.Tickets["bidders/0"])
	refused(t, err, codes.FailedPrecondition, "SEAT_TAKEN")
	_, err = client.Attach(t.Context(), host.ID, "wrong")
	refused(t, err, codes.PermissionDenied, "TOKEN_WRONG")
}

func bid(amount float64) map[string]walras.Actions {
	return map[string]walras.Actions{"bidders": walras.Act(amount)}
}

func attach(t *testing.T, client *walras.Client, host *walras.Host, labels ...string) *walras.Participant {
	t.Helper()
	var tickets []string
	for _, label := range labels {
		tickets = append(tickets, host.Tickets[label])
	}
	seat, err := client.Attach(t.Context(), host.ID, tickets...)
	must(t, err)
	t.Cleanup(func() { seat.Close() })
	return seat
}

func TestLateSeatsAndEvents(t *testing.T) {
	client := connect(t, "")
	config := pair()
	config.Deadline = &walrasv1.Deadline{StepTime: durationpb.New(20 * time.Millisecond)}
	host, err := client.Host(t.Context(), config)
	must(t, err)
	defer host.Close(context.Background())
	both := attach(t, client, host, "bidders/0", "bidders/1")
	must(t, host.Reset(t.Context(), nil))
	turn, err := both.Wait(soon(t), 0)
	must(t, err)
	if both.Seats[1].Key != "bidders/1" || len(turn.Reward) != 2 {
		t.Fatal(both.Seats)
	}
	turn, err = both.Wait(soon(t), 0)
	must(t, err)
	if turn.Step != 1 || !slices.Equal(turn.Late, []string{"bidders/0", "bidders/1"}) {
		t.Fatal(turn.Step, turn.Late)
	}
	lapsed := func(event *walrasv1.Event) bool {
		return event.GetKind() == walrasv1.EventKind_EVENT_KIND_DEADLINE_LAPSED
	}
	for events := both.Events(); !slices.ContainsFunc(events, lapsed); events = both.Events() {
		_, err = both.Wait(soon(t), 0)
		must(t, err)
	}
}

func TestReleasedTurns(t *testing.T) {
	client := connect(t, "")
	config := &walrasv1.SessionConfig{Environment: "auction/chain-v0", NumEnvs: 64, Seed: walras.Seed(3)}
	kept, released := session(t, client, config), session(t, client, config)
	reset(t, kept)
	reset(t, released)
	bids := map[string]walras.Actions{"bidders": walras.Act(0.5)}
	for range 300 { // past where the step's number becomes longer
		want, err := kept.Step(t.Context(), bids)
		must(t, err)
		got, err := released.Step(t.Context(), bids)
		must(t, err)
		if got.Step != want.Step || !reflect.DeepEqual(got.Obs, want.Obs) || !slices.Equal(got.Reward["bidders"], want.Reward["bidders"]) {
			t.Fatalf("turn %d: %v, and %v where nothing was released", got.Step, got.Obs, want.Obs)
		}
		got.Release()
		if got.Obs != nil || got.Reward != nil || got != released.Last(0) {
			t.Fatal("a turn that was released has values")
		}
	}
}

func TestRollout(t *testing.T) {
	play := session(t, connect(t, ""), &walrasv1.SessionConfig{
		Environment: "counter-v0", NumEnvs: 3, Seed: walras.Seed(1), Options: walras.Options(map[string]any{"target": 2}),
		AutoresetMode: walrasv1.AutoresetMode_AUTORESET_MODE_SAME_STEP,
	})
	reset(t, play)
	finals, step := 0, int64(0)
	for chunk, err := range play.Rollout(t.Context(), &walrasv1.RolloutRequest{Steps: 10, ChunkSteps: 4}, nil) {
		must(t, err)
		for i := range chunk.Steps {
			turn := chunk.Turn(i)
			increments := walras.As[int32](chunk.Actions(i)["counters"]["increment"])
			for row, reward := range turn.Reward["counters"] {
				if reward != float64(increments[row]) {
					t.Fatalf("turn %d: %v pays %v", turn.Step, increments, turn.Reward)
				}
			}
			for _, counts := range turn.FinalObs {
				for _, count := range walras.As[int32](counts["count"]) {
					if finals++; count != 2 {
						t.Fatalf("ended at %d", count)
					}
				}
			}
			if step++; turn.Step != step {
				t.Fatalf("expected turn %d, got %d", step, turn.Step)
			}
		}
	}
	fields, err := walras.Fields("reward")
	must(t, err)
	for range play.Rollout(t.Context(), &walrasv1.RolloutRequest{Steps: 8, ChunkSteps: 2, Fields: fields}, nil) {
		break // the server plays on
	}
	turn, err := play.Step(t.Context(), map[string]walras.Actions{"counters": walras.Act(0)})
	must(t, err)
	if finals == 0 || step != 10 || turn.Step != 19 {
		t.Fatal(finals, step, turn.Step)
	}
	for _, err := range play.Rollout(t.Context(), &walrasv1.RolloutRequest{Steps: 1}, walras.Named("nobody")) {
		refused(t, err, codes.NotFound, "UNKNOWN_POLICY")
	}
}

func TestSnapshots(t *testing.T) {
	play := session(t, connect(t, ""), &walrasv1.SessionConfig{Environment: "counter-v0"})
	reset(t, play)
	act := map[string]walras.Actions{"counters": walras.Act(1)}
	snapshot, err := play.Snapshot(t.Context())
	must(t, err)
	_, err = play.Step(t.Context(), act)
	must(t, err)
	turns, err := play.Restore(t.Context(), snapshot)
	must(t, err)
	if turns[0].Cause != walras.CauseRestore || turns[0].Step != 2 || walras.As[int32](turns[0].Obs["counters"]["count"])[0] != 0 {
		t.Fatal(turns[0])
	}
}

// TestARestartedServer kills the server under a playing session; the story goes on as if nothing had happened.
func TestARestartedServer(t *testing.T) {
	words := []string{"--data-dir", t.TempDir(), "--drain-seconds", "1"}
	started, err := startServer(append(words, "--port", "0")...)
	must(t, err)
	defer func() { started.end(syscall.SIGKILL) }()
	config := &walrasv1.SessionConfig{Environment: chain, NumEnvs: 8, Seed: walras.Seed(3)}
	patient := connect(t, started.address, walras.WithReconnect(startSeconds*time.Second))
	there, here := session(t, patient, config), session(t, connect(t, ""), config)
	same(t, reset(t, here), reset(t, there))
	generator := rand.New(rand.NewPCG(1, 1))
	for step := range 60 {
		bids := make([]float64, 8*4)
		for i := range bids {
			bids[i] = generator.Float64()
		}
		act := map[string]walras.Actions{"bidders": walras.Act(bids...)}
		must(t, there.Send(0, act))
		if how, ends := map[int]syscall.Signal{20: syscall.SIGKILL, 40: syscall.SIGTERM}[step]; ends {
			started.end(how)
			_, port, _ := strings.Cut(started.address, ":")
			started, err = startServer(append(words, "--port", port)...)
			must(t, err)
		}
		again, err := there.Receive(t.Context(), 0)
		must(t, err)
		turn, err := here.Step(t.Context(), act)
		must(t, err)
		same(t, turn, again)
	}
}

// same requires two turns with the same values.
func same(t *testing.T, want, got *walras.Turn) {
	t.Helper()
	first, second := want.Obs["bidders"]["state"], got.Obs["bidders"]["state"]
	if want.Step != got.Step || !slices.Equal(first.Data, second.Data) ||
		!slices.Equal(want.Reward["bidders"], got.Reward["bidders"]) || !slices.Equal(want.Done(), got.Done()) {
		t.Fatalf("expected %v, got %v", want, got)
	}
}

// TestSamples runs the samples, which print what those of all clients print.
func TestSamples(t *testing.T) {
	text, err := os.ReadFile("../samples.txt")
	must(t, err)
	for _, part := range strings.Split(string(text), "== ")[1:] {
		name, expected, _ := strings.Cut(part, "\n")
		output, err := exec.Command("go", "run", "./samples/"+name).CombinedOutput()
		if err != nil || string(output) != expected {
			t.Fatalf("%s: %v\nexpected\n%s\ngot\n%s", name, err, expected, output)
		}
	}
}
