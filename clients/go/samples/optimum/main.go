// Optimum prints the exact optimum of an environment, and how far built-in policies are from it.
package main

import (
	"context"
	"fmt"
	"log"
	"strconv"
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
	solution, err := client.Solve(ctx, "auction/chain-v0", walras.Options(map[string]any{"discount": 0.99}))
	if err != nil {
		return err
	}
	fmt.Println("Q*, [state, primitive]:")
	for _, table := range solution.GetTables() {
		if table.GetName() == "q_star" {
			printMatrix(walras.TensorOf(table.GetValues()))
		}
	}
	for _, policy := range []string{"truthful", "random"} {
		regret, err := meanRegret(ctx, client, policy)
		if err != nil {
			return err
		}
		fmt.Printf("%s bidders lose %.5f per step\n", policy, regret)
	}
	return nil
}

// meanRegret plays 20 steps of 256 rows on the server.
func meanRegret(ctx context.Context, client *walras.Client, policy string) (float64, error) {
	session, err := client.Session(ctx, &walrasv1.SessionConfig{
		Environment: "auction/chain-v0", NumEnvs: 256, Seed: walras.Seed(7), Metrics: []string{"regret"},
	})
	if err != nil {
		return 0, err
	}
	defer session.Close()
	if _, err := session.Reset(ctx, nil); err != nil {
		return 0, err
	}
	sum, count := 0.0, 0
	for chunk, err := range session.Rollout(ctx, &walrasv1.RolloutRequest{Steps: 20}, walras.Named(policy)) {
		if err != nil {
			return 0, err
		}
		for i := range chunk.Steps {
			for _, regret := range walras.As[float64](chunk.Turn(i).Metrics["regret"]) {
				sum, count = sum+regret, count+1
			}
		}
	}
	return sum / float64(count), nil
}

// printMatrix prints [rows, columns] with at most four decimals, all numbers equally wide.
func printMatrix(table walras.Tensor) {
	columns := table.Shape[1]
	words, width := []string{}, 0
	for _, value := range walras.As[float64](table) {
		word := strings.TrimRight(strconv.FormatFloat(value, 'f', 4, 64), "0")
		words, width = append(words, word), max(width, len(word))
	}
	for at := 0; at < len(words); at += columns {
		row := make([]string, columns)
		for i := range row {
			row[i] = fmt.Sprintf("%-*s", width, words[at+i])
		}
		open, end := " [", "]"
		if at == 0 {
			open = "[["
		}
		if at+columns == len(words) {
			end = "]]"
		}
		fmt.Println(open + strings.Join(row, " ") + end)
	}
}
