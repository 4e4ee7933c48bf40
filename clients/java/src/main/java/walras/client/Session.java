package walras.client;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import walras.v1.Access;
import walras.v1.PlayRequest;
import walras.v1.Policy;
import walras.v1.ResetConfig;
import walras.v1.RestoreRequest;
import walras.v1.RestoreResponse;
import walras.v1.RolloutRequest;
import walras.v1.SnapshotRequest;

/** A session that this program made: it resets, steps, rolls out, snapshots, restores and closes it. */
public final class Session extends Participant {
    Session(Client client, PlayStream stream, Access access) {
        super(client, stream, access, false);
    }

    /** Starts new episodes in all rows of shard 0. */
    public Turn reset() throws InterruptedException {
        return reset(ResetConfig.getDefaultInstance());
    }

    /** Starts new episodes and returns the turn: observations, no reward, no flags. {@link Options#mask} makes the mask. */
    public Turn reset(ResetConfig config) throws InterruptedException {
        Shard at = idle(config.getShard());
        ask(at, PlayRequest.newBuilder().setReset(config.toBuilder().setStep(at.step + 1)));
        return receive(at.index);
    }

    /** As {@link #rollout(RolloutRequest, Policy)}, of so many steps of shard 0, with everything recorded. */
    public Rollout rollout(int steps, Policy policy) {
        return rollout(RolloutRequest.newBuilder().setSteps(steps).build(), policy);
    }

    /**
     * Plays many steps on the server, without a round trip for each; the trajectory comes in chunks as it is read. Read it to
     * its end or close it; other calls for the shard are refused until then.
     *
     * @param request without access; {@link Options#fields} makes the fields
     * @param policy plays the held seats for which the request names none
     */
    public Rollout rollout(RolloutRequest request, Policy policy) {
        return new Rollout(this, request, policy);
    }

    /** The whole state, as bytes that this server can restore in a session made alike. */
    public byte[] snapshot() throws InterruptedException {
        SnapshotRequest request = SnapshotRequest.newBuilder().setAccess(access).build();
        return client.call(() -> client.sessionCalls().snapshot(request))
                .getSnapshot()
                .toByteArray();
    }

    /**
     * Goes back to a snapshot of this session or of one made alike.
     *
     * @return a turn per shard, with new numbers and the snapshot's observations
     */
    public List<Turn> restore(byte[] snapshot) throws InterruptedException {
        for (int shard = 0; shard < shards(); shard++) {
            idle(shard);
        }
        RestoreRequest request = RestoreRequest.newBuilder()
                .setAccess(access)
                .setSnapshot(ByteString.copyFrom(snapshot))
                .build();
        RestoreResponse answer = client.call(() -> client.sessionCalls().restore(request));
        List<Turn> turns = new ArrayList<>();
        for (var each : answer.getTurnsList()) {
            // The turns themselves come down the stream, in order with everything else.
            turns.add(take(idle(each.getShard()), each.getStep()));
        }
        turns.sort(Comparator.comparingInt(Turn::shard));
        return turns;
    }

    /** Gives the seats back; the session goes on. */
    public void leave() {
        end(false);
    }

    /** Ends the session for everybody. Twice is once. */
    @Override
    public void close() {
        end(true);
    }
}
