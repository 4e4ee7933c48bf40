package walras.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens on a port and serves {@link Routes} there. */
@SuppressWarnings("FutureReturnValueIgnored") // of endings: loops and refused channels end in the background
public final class HttpListener implements AutoCloseable {
    /** One of them goes on while the other writes a long answer. */
    private static final int LOOPS = 2;

    private static final int WAITING_TO_BE_ACCEPTED = 1024;

    private final Routes routes;
    private final HttpLimits limits;
    private final @Nullable SslContext tls;
    private final Connections connections;
    private final BodyRoom bodies;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            LOOPS, new DefaultThreadFactory("walras-http", true), NioIoHandler.newFactory());
    private final Channel listener;

    /**
     * Begins to listen.
     *
     * @param address port 0 for any free one
     * @param tls for callers who begin with TLS; others are served in plaintext, and {@link Gate} sees who does what; null
     *     for plaintext alone
     * @throws IOException if the address cannot be bound
     */
    public HttpListener(InetSocketAddress address, Routes routes, HttpLimits limits, @Nullable SslContext tls)
            throws IOException {
        this.routes = routes;
        this.limits = limits;
        this.tls = tls;
        connections = new Connections(limits.connections());
        bodies = new BodyRoom(limits.bodyBytes());
        ChannelFuture bound = bootstrap().bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw bound.cause() instanceof IOException why ? why : new IOException(bound.cause());
        }
        listener = bound.channel();
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, WAITING_TO_BE_ACCEPTED)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (channels.size() >= 2 * limits.connections()) {
                            channel.close(); // even those that are only told that they are too many
                            return;
                        }
                        channels.add(channel);
                        fill(channel.pipeline());
                    }
                });
    }

    private void fill(ChannelPipeline pipeline) {
        HttpConnection connection = new HttpConnection(routes, limits, connections, bodies);
        if (tls != null) {
            pipeline.addLast(new OptionalSslHandler(tls));
        }
        pipeline.addLast(connection.readAhead());
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.headerBytes())
                .setMaxHeaderSize(limits.headerBytes())));
        // The codec makes several messages of what one read brings; this hands them on one by one, as they are asked
        // for.
        pipeline.addLast(new FlowControlHandler());
        pipeline.addLast(connection);
    }

    /** The port that was bound, also where 0 was asked for. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Connections that are open. */
    public int connections() {
        return connections.count();
    }

    /** Stops listening and cuts off whoever is connected. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        channels.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
