// Bench steps a session in lockstep for as many seconds as each line of its input says, and answers with the round trips
// per second: bench ADDRESS ENVIRONMENT ROWS, of an environment whose one seat has one float64 action.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	walras "github.com/walras-env/walras/clients/go"
	"github.com/walras-env/walras/clients/go/walrasv1"
)

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, address, environment, size string) error {
	rows, err := strconv.ParseInt(size, 10, 32)
	if err != nil {
		return err
	}
	client, err := walras.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer client.Close()
	session, err := client.Session(ctx, &walrasv1.SessionConfig{
		Environment: environment, NumEnvs: int32(rows), Seed: walras.Seed(1),
	})
	if err != nil {
		return err
	}
	defer session.Close()
	if _, err := session.Reset(ctx, nil); err != nil {
		return err
	}
	seat := session.Seats[0]
	actions := map[string]walras.Actions{seat.Key: walras.Act(make([]float64, int(rows)*seat.Agents)...)} // [B, n]
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		seconds, err := strconv.ParseFloat(lines.Text(), 64)
		if err != nil {
			return err
		}
		begun, steps, passed := time.Now(), 0, 0.0
		for passed < seconds {
			turn, err := session.Step(ctx, actions)
			if err != nil {
				return err
			}
			turn.Release()
			steps++
			passed = time.Since(begun).Seconds()
		}
		fmt.Println(float64(steps) / passed)
	}
	return lines.Err()
}
