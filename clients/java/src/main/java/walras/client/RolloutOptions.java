package walras.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.Policy;
import walras.v1.RolloutRequest;
import walras.v1.SeatPolicy;

/** How the server plays many steps by itself; every action drawn uniformly in shard 0, as it is. */
public final class RolloutOptions {
    private static final Map<String, FieldKind> KINDS = Map.of(
            "obs", FieldKind.FIELD_KIND_OBSERVATION,
            "actions", FieldKind.FIELD_KIND_ACTION,
            "reward", FieldKind.FIELD_KIND_REWARD,
            "terminated", FieldKind.FIELD_KIND_TERMINATED,
            "truncated", FieldKind.FIELD_KIND_TRUNCATED,
            "active", FieldKind.FIELD_KIND_ACTIVE,
            "action_mask", FieldKind.FIELD_KIND_ACTION_MASK,
            "metrics", FieldKind.FIELD_KIND_METRIC,
            "privileged", FieldKind.FIELD_KIND_PRIVILEGED);

    private final RolloutRequest.Builder request = RolloutRequest.newBuilder();
    private final Map<String, Policy> policies = new LinkedHashMap<>();
    private Policy policy = Policies.uniform();

    /** Which shard. */
    public RolloutOptions shard(int index) {
        request.setShard(index);
        return this;
    }

    /** Plays every held seat that has no policy of its own. */
    public RolloutOptions policy(Policy all) {
        policy = all;
        return this;
    }

    /** Plays the seat of that key. */
    public RolloutOptions policy(String seat, Policy one) {
        policies.put(seat, one);
        return this;
    }

    /** The most steps in one chunk; the server's choice by default. */
    public RolloutOptions chunkSteps(int most) {
        request.setChunkSteps(most);
        return this;
    }

    /** The seed of the policies' own draws; the session's by default. */
    public RolloutOptions seed(long seed) {
        request.setPolicySeed(seed);
        return this;
    }

    /**
     * What to record: obs, actions, reward, terminated, truncated, active, action_mask, metrics, privileged, or one tensor of
     * these, as obs.state; everything by default. What is not recorded is not sent.
     */
    public RolloutOptions fields(String... names) {
        for (String each : names) {
            String[] word = each.split("\\.", 2);
            FieldKind kind = KINDS.get(word[0]);
            if (kind == null) {
                throw WalrasException.badRequest(
                        "rollout: fields", "obs, actions, reward, ..., or one tensor, as obs.state", each);
            }
            FieldSelector.Builder selector = FieldSelector.newBuilder().setKind(kind);
            request.addFields(selector.setName(word.length > 1 ? word[1] : ""));
        }
        return this;
    }

    int shard() {
        return request.getShard();
    }

    RolloutRequest request(Session session, int steps) {
        List<String> keys = session.seats().stream().map(Seat::key).toList();
        if (!keys.containsAll(policies.keySet())) {
            throw WalrasException.badRequest("rollout: policies", "the seats " + keys, policies.keySet());
        }
        if (request.getFieldsCount() > 0
                && !session.client.info().getCapabilitiesList().contains("rollout_fields")) {
            throw WalrasException.badRequest(
                    "rollout: fields", "a server that can leave fields out", "one that cannot");
        }
        RolloutRequest.Builder made = request.clone().setAccess(session.access).setSteps(steps);
        for (Seat seat : session.seats()) {
            Policy plays = policies.getOrDefault(seat.key(), policy);
            made.addPolicies(SeatPolicy.newBuilder().setSeat(seat.index()).setPolicy(plays));
        }
        return made.build();
    }
}
