package walras

import (
	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Policy is a player on the server, for rollouts.
type Policy = pb.Policy

// Uniform draws every action uniformly from its space.
func Uniform() *Policy {
	return &Policy{Kind: &pb.Policy_Uniform{Uniform: &pb.UniformPolicy{}}}
}

// Named is one of the environment's built-in policies, with its own options by default.
func Named(name string) *Policy {
	return &Policy{Kind: &pb.Policy_Named{Named: &pb.NamedPolicy{Name: name}}}
}

// Lookup is a table over the discrete observations: values [states, outputs] for all agents alike, or
// [n, states, outputs]. Head says how outputs become actions; nil for the greatest score and no noise.
func Lookup(values []float64, shape []int, head *pb.PolicyHead) *Policy {
	return &Policy{Kind: &pb.Policy_Table{Table: &pb.TablePolicy{Values: tensorOf(values, shape), Head: head}}}
}
