package walras

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/structpb"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Policy is a player on the server, for rollouts.
type Policy = pb.Policy

// Seed is a seed, for messages that may have none.
func Seed(seed int64) *int64 { return &seed }

// Options are options as the protocol has them, of whatever encoding/json takes; nil for nil; it
// panics for the rest.
func Options(values map[string]any) *structpb.Struct {
	if values == nil {
		return nil
	}
	made := &structpb.Struct{}
	text, err := json.Marshal(values)
	if err == nil {
		err = protojson.Unmarshal(text, made)
	}
	if err != nil {
		panic(fmt.Sprintf("walras: options: expected values that JSON has, got %v: %v", values, err))
	}
	return made
}

// RemoteSeat is a seat for a participant: a group, or group/agent for one agent of it. Privileged ones see the privileged
// tensors, for centralised critics.
func RemoteSeat(label string, privileged bool) *pb.SeatConfig {
	seat := seatConfig(label)
	seat.Filler = &pb.SeatConfig_Remote{Remote: &pb.RemoteFiller{Privileged: privileged}}
	return seat
}

// PolicySeat is a seat that a built-in policy plays, with options of its own or nil.
func PolicySeat(label, policy string, options *structpb.Struct) *pb.SeatConfig {
	seat := seatConfig(label)
	seat.Filler = &pb.SeatConfig_Policy{Policy: &pb.NamedPolicy{Name: policy, Options: options}}
	return seat
}

// seatConfig takes what is no number for a part of the group's name, which the server does not know then.
func seatConfig(label string) *pb.SeatConfig {
	if group, word, one := strings.Cut(label, "/"); one {
		if agent, err := strconv.ParseInt(word, 10, 32); err == nil {
			index := int32(agent)
			return &pb.SeatConfig{Group: group, Agent: &index}
		}
	}
	return &pb.SeatConfig{Group: label}
}

// Uniform draws every action uniformly from its space.
func Uniform() *Policy {
	return &Policy{Kind: &pb.Policy_Uniform{Uniform: &pb.UniformPolicy{}}}
}

// Named is one of the environment's built-in policies.
func Named(name string) *Policy {
	return &Policy{Kind: &pb.Policy_Named{Named: &pb.NamedPolicy{Name: name}}}
}

// Lookup is a table over the discrete observations: values [states, outputs] for all agents alike, or
// [n, states, outputs]. Head says how outputs become actions; nil for the greatest score and no noise.
func Lookup(values []float64, shape []int, head *pb.PolicyHead) *Policy {
	data := make([]byte, 8*len(values))
	put(data, values)
	lengths := make([]int32, len(shape))
	for i, length := range shape {
		lengths[i] = narrowed(length)
	}
	tensor := &pb.Tensor{Dtype: Float64, Shape: lengths, Data: data}
	return &Policy{Kind: &pb.Policy_Table{Table: &pb.TablePolicy{Values: tensor, Head: head}}}
}

// kinds are the words of Fields that are not the wire's.
var kinds = map[string]string{"obs": "observation", "actions": "action", "metrics": "metric"}

// Fields is what a rollout records: obs, actions, reward, terminated, truncated, active, action_mask, metrics, privileged,
// or one tensor of these, as obs.state. What is not recorded is not sent.
func Fields(names ...string) ([]*pb.FieldSelector, error) {
	var selectors []*pb.FieldSelector
	for _, each := range names {
		word, name, _ := strings.Cut(each, ".")
		if wire, ok := kinds[word]; ok {
			word = wire
		}
		kind, ok := pb.FieldKind_value["FIELD_KIND_"+strings.ToUpper(word)]
		if !ok {
			return nil, badRequest("fields", "obs, actions, reward, ..., or one tensor, as obs.state", each)
		}
		selectors = append(selectors, &pb.FieldSelector{Kind: pb.FieldKind(kind), Name: name})
	}
	return selectors, nil
}
