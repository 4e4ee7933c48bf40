package walras.server.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import walras.server.caller.Caller;

/**
 * A connection within the server, to its own services in the name of one caller: the messages are those of the network,
 * written and read, so that nothing is shared with the engine that it may write to again.
 */
public final class InnerCalls implements AutoCloseable {
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("walras-inner", true), LocalIoHandler.newFactory());
    private final Server server;
    private final ManagedChannel channel;

    /** @param caller at whose cost it is, and whose sessions they are */
    InnerCalls(List<ServerServiceDefinition> services, Caller caller) throws IOException {
        LocalAddress address = new LocalAddress(InnerCalls.class);
        server = NettyServerBuilder.forAddress(address)
                .channelFactory(InnerServerChannel::new)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .directExecutor()
                .intercept(new As(caller))
                .addServices(services)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress(address)
                .channelFactory(InnerChannel::new)
                .eventLoopGroup(loop)
                .overrideAuthority("inner")
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    /** Gives every call its caller. No token is asked for, since only the server itself holds the channel. */
    private record As(Caller caller) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Context context = Context.current().withValue(CurrentCaller.KEY, caller);
            return Contexts.interceptCall(context, call, headers, next);
        }
    }

    /** Nothing has to be kept alive within a server, and nothing has to be said of that in its log. */
    private static final class InnerChannel extends LocalChannel {
        private @Nullable ChannelConfig config; // asked for by the constructor above already

        InnerChannel() {}

        InnerChannel(LocalServerChannel parent, LocalChannel peer) {
            super(parent, peer);
        }

        @Override
        public ChannelConfig config() {
            ChannelConfig present = config;
            if (present == null) {
                present = new InnerConfig(this);
                config = present;
            }
            return present;
        }
    }

    private static final class InnerServerChannel extends LocalServerChannel {
        @Override
        protected LocalChannel newLocalChannel(LocalChannel peer) {
            return new InnerChannel(this, peer);
        }
    }

    private static final class InnerConfig extends DefaultChannelConfig {
        InnerConfig(Channel channel) {
            super(channel);
        }

        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            return ChannelOption.SO_KEEPALIVE.equals(option) || super.setOption(option, value);
        }
    }

    public io.grpc.Channel channel() {
        return channel;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the loop ends in the background
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        loop.shutdownGracefully(2, 15, TimeUnit.SECONDS); // a long call may end a while after its caller went
    }
}
