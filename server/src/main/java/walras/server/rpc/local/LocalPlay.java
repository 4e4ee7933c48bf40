package walras.server.rpc.local;

import io.grpc.ServerMethodDefinition;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import walras.server.session.rollout.RolloutPace;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;

/** The play service and rollouts for programs of the server's own user on its own machine. */
public final class LocalPlay implements AutoCloseable {
    private final LocalDirectory directory;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private @Nullable Channel listener;

    private LocalPlay(LocalDirectory directory) {
        this.directory = directory;
    }

    /** Memory that looks like files where the machine has it, else the folder of temporary files; empty without either. */
    public static Optional<Path> usualPlace() {
        return Stream.of("/dev/shm", System.getProperty("java.io.tmpdir", "/tmp"))
                .map(Path::of)
                .filter(place -> Files.isDirectory(place) && Files.isWritable(place))
                .findFirst();
    }

    /**
     * Makes a folder of its own in some folder; nobody is served before {@link #listen}.
     *
     * @throws IOException if it cannot
     */
    public static LocalPlay in(Path parent) throws IOException {
        return new LocalPlay(LocalDirectory.in(parent));
    }

    /** Where it listens. */
    public Path socket() {
        return directory.socket();
    }

    /**
     * Begins to serve.
     *
     * @param loops of a kind that has sockets of this type
     * @param mostMessageBytes of one message to the server
     * @throws IOException if it cannot listen
     */
    public void listen(
            EventLoopGroup loops,
            Class<? extends ServerChannel> type,
            ServerMethodDefinition<PlayIn, PlayOut> play,
            ServerMethodDefinition<RolloutRequest, RolloutResponse> rollout,
            int mostMessageBytes)
            throws IOException {
        ServerBootstrap server = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(RolloutPace.READY_BYTES / 2, RolloutPace.READY_BYTES))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(
                                        ByteOrder.LITTLE_ENDIAN,
                                        mostMessageBytes,
                                        0,
                                        Integer.BYTES,
                                        Integer.BYTES,
                                        0,
                                        true))
                                .addLast(new LocalConnection(play, rollout, directory));
                    }
                });
        var bound = server.bind(new DomainSocketAddress(socket().toString())).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            directory.close();
            throw new IOException("cannot listen on " + socket(), bound.cause());
        }
        listener = bound.channel();
    }

    /** Takes no new connections, and ends those that do nothing. */
    public void drain() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(LocalConnection.DRAINING));
    }

    /** Waits for the connections to end by themselves. */
    public void await(long nanos) throws InterruptedException {
        connections.newCloseFuture().await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends whatever is left, and leaves nothing behind. */
    @Override
    public void close() {
        drain();
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        directory.close();
    }
}
