// Step makes a session, steps a batch, and reads what comes back.
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
		Environment: "auction/chain-v0", NumEnvs: 1024, Seed: walras.Seed(7), Metrics: []string{"price"},
	})
	if err != nil {
		return err
	}
	defer session.Close()
	turn, err := session.Reset(ctx, nil)
	if err != nil {
		return err
	}
	bids := make([]float64, 1024*4) // [B, n]
	for step := range 100 {
		for i := range bids {
			bids[i] = float64((7*step+3*i)%11) / 10
		}
		if turn, err = session.Step(ctx, map[string]walras.Actions{"bidders": walras.Act(bids...)}); err != nil {
			return err
		}
	}
	state := turn.Obs["bidders"]["state"]
	sum, ended := 0.0, 0
	prices := walras.As[float64](turn.Metrics["price"]) // [B]
	for _, price := range prices {
		sum += price
	}
	for _, done := range turn.Done() {
		if done {
			ended++
		}
	}
	fmt.Printf("turn %d: states (%d, %d), mean price %.3f, %d rows ended\n",
		turn.Step, state.Shape[0], state.Shape[1], sum/float64(len(prices)), ended)
	return nil
}
