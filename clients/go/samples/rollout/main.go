// Rollout plays many steps on the server with a policy that is sent as data, and reads the whole trajectory.
package main

import (
	"context"
	"fmt"
	"log"

	walras "github.com/walras-env/walras/clients/go"
	"github.com/walras-env/walras/clients/go/walrasv1"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	client, err := walras.Connect(ctx, "")
	if err != nil {
		return err
	}
	defer client.Close()
	session, err := client.Session(ctx, &walrasv1.SessionConfig{
		Environment: "auction/chain-v0", NumEnvs: 256, Seed: walras.Seed(7), Metrics: []string{"environment_reward"},
	})
	if err != nil {
		return err
	}
	defer session.Close()
	if _, err := session.Reset(ctx, nil); err != nil {
		return err
	}
	solution, err := client.Solve(ctx, "auction/chain-v0", nil)
	if err != nil {
		return err
	}
	// One bid per state: half of what winning in it is worth.
	var bids []float64
	for _, table := range solution.GetTables() {
		if table.GetName() == "v_star" {
			for _, value := range walras.As[float64](walras.TensorOf(table.GetValues())) {
				bids = append(bids, value/2)
			}
		}
	}
	policy := walras.Lookup(bids, []int{len(bids), 1}, &walrasv1.PolicyHead{NoiseStd: 0.05})
	played, found, steps := mean{}, mean{}, 0
	var shape []int
	for chunk, err := range session.Rollout(ctx, &walrasv1.RolloutRequest{Steps: 128}, policy) {
		if err != nil {
			return err
		}
		for i := range chunk.Steps {
			bid := chunk.Actions(i)["bidders"]["bid"]
			played.add(walras.As[float64](bid))
			found.add(walras.As[float64](chunk.Turn(i).Metrics["environment_reward"]))
			shape = bid.Shape
		}
		steps += chunk.Steps
	}
	fmt.Printf("bids (%d, %d, %d), mean %.3f; reward per step %.4f\n", steps, shape[0], shape[1], played.value(), found.value())
	return nil
}

type mean struct {
	sum   float64
	count int
}

func (m *mean) add(values []float64) {
	for _, value := range values {
		m.sum += value
	}
	m.count += len(values)
}

func (m *mean) value() float64 { return m.sum / float64(m.count) }
