// A bidder that bids more the nearer the goal is. Whoever plays gets one seat of one match, and plays until it is over.
package main

import (
	"context"
	"errors"
	"log"
	"os"

	walras "github.com/walras-env/walras/clients/go"
)

func main() {
	if err := play(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func play(ctx context.Context) error {
	seat, err := walras.Join(ctx, os.Getenv("WALRAS_JOIN"))
	if err != nil {
		return err
	}
	defer seat.Close()
	turn, err := seat.Wait(ctx, 0)
	for err == nil {
		states := walras.As[int32](turn.Obs["bidders"]["state"]) // [rows, 1]
		bids := make([]float64, len(states))
		for row, state := range states {
			bids[row] = 0.3 + 0.1*float64(state)
		}
		turn, err = seat.Step(ctx, map[string]walras.Actions{"bidders": walras.Act(bids...)})
	}
	var refused *walras.Error
	if errors.As(err, &refused) && refused.Reason == "SESSION_CLOSED" {
		return nil // the match is over
	}
	return err
}
