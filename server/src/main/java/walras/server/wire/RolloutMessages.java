package walras.server.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import walras.env.Problem;
import walras.env.Seed;
import walras.server.frame.FieldChoice;
import walras.server.session.Claim;
import walras.server.session.policy.PolicyProgram;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOrder;
import walras.server.session.work.Limits;
import walras.v1.DenseLayer;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.FinalRows;
import walras.v1.NetworkPolicy;
import walras.v1.Policy;
import walras.v1.PolicyHead;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.SeatFrame;
import walras.v1.SeatPolicy;
import walras.v1.SeatTrajectory;
import walras.v1.TablePolicy;
import walras.v1.Tensor;

/** Rollouts and the policies that are sent as data. */
public final class RolloutMessages {
    private RolloutMessages() {}

    /** What a rollout shall do; every seat of it must be the caller's. */
    public static RolloutOrder read(RolloutRequest request, Claim claim, Limits limits) {
        Map<Integer, PolicyProgram> policies = new HashMap<>();
        for (int k = 0; k < request.getPoliciesCount(); k++) {
            SeatPolicy entry = request.getPolicies(k);
            String where = "policies[" + k + "]";
            claim.requireSeat(where + ".seat", entry.getSeat());
            if (policies.put(entry.getSeat(), read(where + ".policy", entry.getPolicy(), limits)) != null) {
                throw Problem.request(where + ".seat", "a seat without a policy yet", entry.getSeat());
            }
        }
        return new RolloutOrder(
                request.getShard(),
                request.getSteps(),
                policies,
                request.getChunkSteps(),
                request.hasPolicySeed()
                        ? OptionalLong.of(Seed.require("policy_seed", request.getPolicySeed()))
                        : OptionalLong.empty(),
                fields(request));
    }

    /** Which fields of frames are wanted; empty for all. */
    public static List<FieldChoice> fields(RolloutRequest request) {
        return request.getFieldsList().stream().map(RolloutMessages::read).toList();
    }

    private static FieldChoice read(FieldSelector selector) {
        FieldKind kind = selector.getKind();
        if (kind == FieldKind.FIELD_KIND_UNSPECIFIED || kind == FieldKind.UNRECOGNIZED) {
            throw Problem.request("fields.kind", "a kind of field", selector.getKindValue());
        }
        return new FieldChoice(TensorMessages.read(kind), selector.getName());
    }

    private static PolicyProgram read(String where, Policy policy, Limits limits) {
        return switch (policy.getKindCase()) {
            case NAMED -> new PolicyProgram.Named(ConfigMessages.read(policy.getNamed()));
            case UNIFORM -> new PolicyProgram.Uniform();
            case TABLE -> table(where + ".table", policy.getTable(), limits);
            case NETWORK -> network(where + ".network", policy.getNetwork(), limits);
            case KIND_NOT_SET -> throw Problem.request(where, "named, uniform, table or network", "none of them");
        };
    }

    private static PolicyProgram table(String where, TablePolicy table, Limits limits) {
        return new PolicyProgram.Table(
                weights(where + ".values", table.getValues(), limits), table.getInputsList(), head(table.getHead()));
    }

    private static PolicyProgram network(String where, NetworkPolicy network, Limits limits) {
        List<PolicyProgram.Layer> layers = new java.util.ArrayList<>();
        for (int k = 0; k < network.getLayersCount(); k++) {
            DenseLayer layer = network.getLayers(k);
            String place = where + ".layers[" + k + "]";
            PolicyProgram.Weights bias = layer.hasBias()
                    ? weights(place + ".bias", layer.getBias(), limits)
                    : new PolicyProgram.Weights(List.of(), new float[0]);
            layers.add(new PolicyProgram.Layer(weights(place + ".weights", layer.getWeights(), limits), bias));
        }
        PolicyProgram.Activation activation =
                switch (network.getActivation()) {
                    case ACTIVATION_UNSPECIFIED, UNRECOGNIZED -> PolicyProgram.Activation.NONE;
                    case ACTIVATION_RELU -> PolicyProgram.Activation.RELU;
                    case ACTIVATION_TANH -> PolicyProgram.Activation.TANH;
                };
        return new PolicyProgram.Network(layers, activation, network.getInputsList(), head(network.getHead()));
    }

    private static PolicyProgram.Weights weights(String where, Tensor tensor, Limits limits) {
        Limits.require(where, "network_parameters", tensor.getData().size() / 4L, limits.networkParameters());
        return new PolicyProgram.Weights(tensor.getShapeList(), TensorMessages.readFloats(where, tensor));
    }

    private static PolicyProgram.Head head(PolicyHead head) {
        double std = head.getNoiseStd();
        double epsilon = head.getEpsilon();
        if (!(std >= 0 && Double.isFinite(std))) {
            throw Problem.request("policy.head.noise_std", "0 or more, finite", std);
        } else if (!(epsilon >= 0 && epsilon <= 1)) {
            throw Problem.request("policy.head.epsilon", "0 to 1", epsilon);
        }
        boolean softmax =
                switch (head.getChoice()) {
                    case CHOICE_UNSPECIFIED, CHOICE_GREATEST -> false;
                    case CHOICE_SOFTMAX -> true;
                    case UNRECOGNIZED ->
                        throw Problem.request("policy.head.choice", "GREATEST or SOFTMAX", head.getChoiceValue());
                };
        return new PolicyProgram.Head(softmax, std, epsilon);
    }

    /** A run of steps; shares the chunk's bytes. */
    public static RolloutResponse write(RolloutChunk chunk) {
        RolloutResponse.Builder message = bare(chunk);
        for (RolloutChunk.SeatRun run : chunk.seats()) {
            message.addSeats(SeatTrajectory.newBuilder()
                    .setSeat(run.seat())
                    .setFrames(shared(chunk.bytes(), run.frames()))
                    .setActions(shared(chunk.bytes(), run.actions())));
        }
        return message.build();
    }

    /**
     * A run of steps whose bytes lie elsewhere.
     *
     * @param start where the chunk's bytes begin there
     */
    public static RolloutResponse.Builder writePlaces(RolloutChunk chunk, long start) {
        RolloutResponse.Builder message = bare(chunk);
        for (RolloutChunk.SeatRun run : chunk.seats()) {
            message.addSeats(SeatTrajectory.newBuilder()
                    .setSeat(run.seat())
                    .setFramesOffset(start + run.frames().at())
                    .setActionsOffset(start + run.actions().at()));
        }
        return message;
    }

    private static RolloutResponse.Builder bare(RolloutChunk chunk) {
        RolloutResponse.Builder message = RolloutResponse.newBuilder()
                .setShard(chunk.shard())
                .setFirstStep(chunk.firstStep())
                .setSteps(chunk.steps());
        for (RolloutChunk.EndedRows ended : chunk.ended()) {
            FinalRows.Builder rows =
                    FinalRows.newBuilder().setStep(ended.step()).setFinalRows(shared(ended.rows()));
            for (int k = 0; k < chunk.seats().size(); k++) {
                rows.addFinalFrames(SeatFrame.newBuilder()
                        .setSeat(chunk.seats().get(k).seat())
                        .setFrame(shared(ended.frames().get(k))));
            }
            message.addFinalRows(rows);
        }
        return message;
    }

    private static ByteString shared(ByteBuffer bytes, RolloutChunk.Span span) {
        return bytes.hasArray()
                ? UnsafeByteOperations.unsafeWrap(bytes.array(), bytes.arrayOffset() + span.at(), span.length())
                : UnsafeByteOperations.unsafeWrap(bytes.slice(span.at(), span.length()));
    }

    private static ByteString shared(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
