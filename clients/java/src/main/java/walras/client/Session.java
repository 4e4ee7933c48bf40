package walras.client;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import walras.v1.Access;
import walras.v1.PlayRequest;
import walras.v1.RestoreRequest;
import walras.v1.RestoreResponse;
import walras.v1.SnapshotRequest;

/** A session that this program made: it resets, steps, rolls out, snapshots, restores and closes it. */
public final class Session extends Participant {
    Session(Client client, PlayStream stream, Access access) {
        super(client, stream, access, false);
    }

    /** Starts new episodes in all rows of shard 0. */
    public Turn reset() throws InterruptedException {
        return reset(new ResetOptions());
    }

    /** Starts new episodes and returns the turn: observations, no reward, no flags. */
    public Turn reset(ResetOptions options) throws InterruptedException {
        long step = idle(options.shard()).step + 1;
        ask(
                options.shard(),
                step,
                PlayRequest.newBuilder().setReset(options.config(step)).build());
        return receive(options.shard());
    }

    /** Plays so many steps on the server with every seat's actions drawn uniformly. */
    public Rollout rollout(int steps) throws InterruptedException {
        return rollout(steps, new RolloutOptions());
    }

    /**
     * Plays so many steps on the server, without a round trip for each; the trajectory comes in chunks as it is read. Read it
     * to its end or close it; other calls for the shard are refused until then.
     */
    public Rollout rollout(int steps, RolloutOptions options) throws InterruptedException {
        idle(options.shard());
        return new Rollout(this, options.request(this, steps));
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
            turns.add(take(each.getShard(), each.getStep()));
        }
        turns.sort(java.util.Comparator.comparingInt(Turn::shard));
        return Collections.unmodifiableList(turns);
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
