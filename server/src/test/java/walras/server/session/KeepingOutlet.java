package walras.server.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOutlet;
import walras.server.session.rollout.RolloutPace;

/** Takes every chunk of a rollout, and keeps it. */
class KeepingOutlet implements RolloutOutlet {
    final List<RolloutChunk> chunks = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();

    @Override
    public RolloutPace pace() {
        return RolloutPace.MESSAGES;
    }

    @Override
    public ByteBuffer room(int count) {
        return ByteBuffer.allocate(count);
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void send(RolloutChunk chunk) {
        chunks.add(chunk);
    }

    @Override
    public void complete() {}

    @Override
    public void fail(Throwable why) {
        failures.add(why);
    }
}
