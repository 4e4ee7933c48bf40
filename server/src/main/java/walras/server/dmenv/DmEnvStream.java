package walras.server.dmenv;

import com.google.protobuf.Any;
import dm_env_rpc.v1.DmEnvRpc.DestroyWorldResponse;
import dm_env_rpc.v1.DmEnvRpc.EnvironmentRequest;
import dm_env_rpc.v1.DmEnvRpc.EnvironmentResponse;
import dm_env_rpc.v1.DmEnvRpc.JoinWorldRequest;
import dm_env_rpc.v1.DmEnvRpc.JoinWorldResponse;
import dm_env_rpc.v1.DmEnvRpc.LeaveWorldResponse;
import dm_env_rpc.v1.DmEnvRpc.ResetWorldRequest;
import dm_env_rpc.v1.DmEnvRpc.ResetWorldResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.AutoresetMode;
import walras.server.caller.Audit;
import walras.server.caller.Caller;
import walras.server.caller.Role;
import walras.server.rpc.Services;
import walras.server.session.Claim;
import walras.server.session.Sessions;
import walras.server.session.plan.SessionConfig;
import walras.server.session.shard.ResetOrder;

/**
 * One stream: a request, its answer, the next request. What is wrong with a request is its answer, and changes nothing. When
 * the stream ends its seats are free and its worlds are gone.
 */
final class DmEnvStream implements StreamObserver<EnvironmentRequest>, Reply {
    private final ServerCallStreamObserver<EnvironmentResponse> call;
    private final Sessions sessions;
    private final Services services;
    private final Caller caller;
    private final WorldProperties properties;
    private final Worlds worlds;
    private @Nullable WorldPlay play; // of the thread that reads the requests

    // Guarded by this.
    private boolean answering;
    private boolean halfClosed;
    private boolean over;

    DmEnvStream(ServerCallStreamObserver<EnvironmentResponse> call, Services services, WorldProperties properties) {
        this.call = call;
        this.services = services;
        sessions = services.sessions();
        this.properties = properties;
        caller = services.caller();
        worlds = new Worlds(sessions, services, caller);
    }

    @Override
    public void onNext(EnvironmentRequest request) {
        synchronized (this) {
            answering = true;
        }
        try {
            caller.heard();
            caller.requireTime();
            take(request);
        } catch (RuntimeException | Error refused) {
            fail(refused);
        }
    }

    private void take(EnvironmentRequest request) {
        switch (request.getPayloadCase()) {
            case CREATE_WORLD ->
                worlds.create(new Settings(request.getCreateWorld().getSettingsMap()), this);
            case JOIN_WORLD -> join(request.getJoinWorld());
            case STEP -> joined("step").step(request.getStep(), this);
            case RESET -> joined("reset").reset(new Settings(request.getReset().getSettingsMap()), this);
            case RESET_WORLD -> resetWorld(request.getResetWorld());
            case LEAVE_WORLD -> leave();
            case DESTROY_WORLD -> destroy(request.getDestroyWorld().getWorldName());
            case EXTENSION -> {
                Any answer = properties.answer(request.getExtension(), play);
                send(EnvironmentResponse.newBuilder().setExtension(answer));
            }
            case PAYLOAD_NOT_SET -> throw Problem.request("request", "one of dm_env_rpc.v1", "none");
        }
    }

    private WorldPlay joined(String what) {
        if (play == null) {
            throw Problem.request(what, "a stream that has joined a world", "one that has not");
        }
        return play;
    }

    private void join(JoinWorldRequest request) {
        if (play != null) {
            throw Problem.request("join_world", "a stream that has joined no world", "one that has");
        }
        Claim claim = WorldName.claim(request.getWorldName(), sessions).requireSeats("join_world.world_name");
        SessionConfig config = claim.session().plan().config();
        if (config.rows() != 1 || config.autoreset() != AutoresetMode.NEXT_STEP) {
            String got = config.rows() + " rows, " + config.autoreset();
            throw Problem.request("join_world", "a session of 1 row with autoreset NEXT_STEP", got);
        }
        List<Integer> seats = new Settings(request.getSettingsMap()).seats(claim.session(), claim.seats());
        WorldPlay joining = new WorldPlay(claim, seats);
        joining.join();
        play = joining;
        Audit.did(caller, "joined", claim.session().id(), "seats " + seats);
        JoinWorldResponse.Builder joined =
                JoinWorldResponse.newBuilder().setSpecs(joining.specs().message());
        send(EnvironmentResponse.newBuilder().setJoinWorld(joined));
    }

    private void resetWorld(ResetWorldRequest request) {
        caller.require(Role.HOST, "reset_world");
        Claim claim = WorldName.claim(request.getWorldName(), sessions).requireHost("reset_world.world_name");
        ResetOrder order = new Settings(request.getSettingsMap()).reset();
        if (play != null && play.session() == claim.session()) {
            play.begin(
                    order,
                    turn -> EnvironmentResponse.newBuilder().setResetWorld(ResetWorldResponse.getDefaultInstance()),
                    this);
        } else {
            worlds.reset(claim.session(), order, this);
        }
    }

    private void leave() {
        if (play != null) {
            play.leave(false);
            play = null;
        }
        send(EnvironmentResponse.newBuilder().setLeaveWorld(LeaveWorldResponse.getDefaultInstance()));
    }

    private void destroy(String name) {
        caller.require(Role.HOST, "destroy_world");
        Claim claim = WorldName.claim(name, sessions).requireHost("destroy_world.world_name");
        if (play != null && play.session() == claim.session()) {
            throw Problem.request("destroy_world", "a world that this stream has left", "the one that it has joined");
        }
        Audit.did(caller, "destroyed", claim.session().id(), "a world");
        sessions.close(claim.session());
        send(EnvironmentResponse.newBuilder().setDestroyWorld(DestroyWorldResponse.getDefaultInstance()));
    }

    @Override
    public void send(EnvironmentResponse.Builder response) {
        synchronized (this) {
            answering = false;
            if (over) {
                return;
            }
            call.onNext(response.build());
            if (halfClosed) {
                over = true;
                call.onCompleted();
                return;
            }
        }
        call.request(1);
    }

    @Override
    public void fail(Throwable why) {
        send(EnvironmentResponse.newBuilder().setError(services.status(why)));
    }

    @Override
    public void onError(Throwable gone) {
        end();
    }

    @Override
    public void onCompleted() {
        synchronized (this) {
            halfClosed = true;
            if (answering || over) {
                return;
            }
            over = true;
            call.onCompleted();
        }
        end();
    }

    /** The seats are free and the worlds are gone; does nothing the second time. */
    void end() {
        synchronized (this) {
            over = true;
        }
        WorldPlay left = play;
        if (left != null) {
            left.leave(true);
        }
        worlds.end();
    }
}
