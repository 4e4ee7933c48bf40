// Seats has one session and two participants: each has an address, and a step happens when both have acted.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"

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
	host, err := client.Host(ctx, &walrasv1.SessionConfig{
		Environment: "auction/chain-v0", Seed: walras.Seed(7), Options: walras.Options(map[string]any{"copies": 1}),
		Seats: []*walrasv1.SeatConfig{walras.RemoteSeat("bidders/0", false), walras.RemoteSeat("bidders/1", false)},
	})
	if err != nil {
		return err
	}
	defer host.Close(ctx)
	said, programs := make([]string, 2), make(chan error, 2)
	for i, amount := range []float64{0.2, 0.4} {
		address, err := host.Address(host.Labels[i])
		if err != nil {
			return err
		}
		go func() {
			var err error
			said[i], err = bid(ctx, address, amount)
			programs <- err
		}()
	}
	if err := host.Reset(ctx, nil); err != nil {
		return err
	}
	if err := errors.Join(<-programs, <-programs); err != nil {
		return err
	}
	fmt.Println(strings.Join(said, "\n"))
	return nil
}

// bid is one participant; usually a program of its own.
func bid(ctx context.Context, address string, amount float64) (string, error) {
	seat, err := walras.Join(ctx, address)
	if err != nil {
		return "", err
	}
	defer seat.Close()
	turn, err := seat.Wait(ctx, 0)
	for err == nil && !slices.Contains(turn.Done(), true) {
		turn, err = seat.Step(ctx, map[string]walras.Actions{"bidders": walras.Act(amount)})
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s bid %v and earned %.3f in its last step", seat.Seats[0].Label, amount, turn.Reward["bidders"][0]), nil
}
