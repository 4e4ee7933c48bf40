package walras.server.dmenv;

import dm_env_rpc.v1.DmEnvRpc.CreateWorldResponse;
import dm_env_rpc.v1.DmEnvRpc.EnvironmentResponse;
import dm_env_rpc.v1.DmEnvRpc.ResetWorldResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.caller.Caller;
import walras.server.caller.Role;
import walras.server.rpc.Services;
import walras.server.session.Participant;
import walras.server.session.Session;
import walras.server.session.SessionEvent;
import walras.server.session.Sessions;
import walras.server.session.plan.SessionConfig;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Turn;
import walras.server.session.work.LongWork;

/** The worlds that one stream has made: sessions that live as long as it does, joined or not. */
final class Worlds {
    private static final int MOST = 32;

    private final Sessions sessions;
    private final Services services;
    private final Caller caller;

    // Guarded by this.
    private final List<Session> made = new ArrayList<>();
    private boolean ended;
    private LongWork.@Nullable Pending making;

    Worlds(Sessions sessions, Services services, Caller caller) {
        this.sessions = sessions;
        this.services = services;
        this.caller = caller;
    }

    /**
     * Makes a world, and begins its first episode.
     *
     * @throws Problem for settings that make none, LIMIT for a world too many
     */
    void create(Settings settings, Reply reply) {
        caller.require(Role.HOST, "create_world");
        SessionConfig config = settings.session();
        synchronized (this) {
            made.removeIf(Session::closed);
            if (made.size() >= MOST) {
                throw Problem.limit("create_world", "at most " + MOST + " worlds of a stream", made.size() + 1);
            }
            making = services.workers()
                    .making()
                    .start(
                            caller.timed(() -> sessions.create(config, caller)),
                            new LongWork.Outcome<>(session -> begin(session, reply), reply::fail, sessions::close));
        }
    }

    private void begin(Session session, Reply reply) {
        synchronized (this) {
            if (ended) {
                sessions.close(session);
                return;
            }
            made.add(session);
        }
        try {
            session.attach(new Keeper(), List.of(), false);
        } catch (RuntimeException closed) {
            reply.fail(closed);
            return;
        }
        CreateWorldResponse world = CreateWorldResponse.newBuilder()
                .setWorldName(WorldName.of(session))
                .build();
        reset(session, ResetOrder.all(), EnvironmentResponse.newBuilder().setCreateWorld(world), reply);
    }

    /** Begins a new episode in a world that this stream has not joined. */
    void reset(Session session, ResetOrder order, Reply reply) {
        EnvironmentResponse.Builder done =
                EnvironmentResponse.newBuilder().setResetWorld(ResetWorldResponse.getDefaultInstance());
        reset(session, order, done, reply);
    }

    private static void reset(Session session, ResetOrder order, EnvironmentResponse.Builder done, Reply reply) {
        session.reset(0, OptionalLong.empty(), order, new Answer() {
            @Override
            public void turn(Turn turn) {
                reply.send(done);
            }

            @Override
            public void failed(int shard, OptionalLong step, Throwable why) {
                reply.fail(why);
            }
        });
    }

    /** The stream is gone, and its worlds with it. */
    void end() {
        List<Session> left;
        synchronized (this) {
            ended = true;
            left = List.copyOf(made);
            made.clear();
            if (making != null) {
                making.giveUp();
            }
        }
        left.forEach(sessions::close);
    }

    /** The stream as a participant of its worlds, so that a world that nobody has joined is not abandoned. */
    private static final class Keeper implements Participant {
        @Override
        public void turn(Turn turn) {}

        @Override
        public void failed(int shard, OptionalLong step, Throwable why) {}

        @Override
        public void event(SessionEvent event) {}

        @Override
        public void ended(RuntimeException why) {}
    }
}
