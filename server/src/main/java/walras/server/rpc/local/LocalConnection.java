package walras.server.rpc.local;

import io.grpc.ServerMethodDefinition;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;

/** Takes the messages of one connection apart; the first one says what it is for. Bytes that are no message end it. */
final class LocalConnection extends SimpleChannelInboundHandler<ByteBuf> {
    /** Told to every connection when the server takes no new ones. */
    static final Object DRAINING = new Object();

    private final ServerMethodDefinition<PlayIn, PlayOut> play;
    private final ServerMethodDefinition<RolloutRequest, RolloutResponse> rollout;
    private final LocalDirectory directory;
    private @Nullable LocalStream stream;

    LocalConnection(
            ServerMethodDefinition<PlayIn, PlayOut> play,
            ServerMethodDefinition<RolloutRequest, RolloutResponse> rollout,
            LocalDirectory directory) {
        this.play = play;
        this.rollout = rollout;
        this.directory = directory;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) throws IOException {
        message.skipBytes(Integer.BYTES);
        int kind = message.readIntLE();
        if (stream != null) {
            stream.received(kind, message);
        } else if (kind == LocalMessage.OPEN) {
            open(context, message.toString(StandardCharsets.UTF_8));
        } else if (kind == LocalMessage.ROLLOUT) {
            stream = new LocalRollouts(context.channel(), rollout, directory);
            stream.received(kind, message);
        } else {
            throw LocalMessage.misplaced(kind);
        }
    }

    private void open(ChannelHandlerContext context, String authorization) {
        LocalCall made = new LocalCall(context.channel(), play.getMethodDescriptor(), new SharingPlay(directory));
        stream = made;
        made.start(play.getServerCallHandler().startCall(made, LocalMessage.headers(authorization)));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (stream != null) {
            stream.writable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == DRAINING && stream != null) {
            stream.draining();
        }
        super.userEventTriggered(context, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (stream != null) {
            stream.disconnected();
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // that it is gone is told by itself
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        System.getLogger("walras.server").log(System.Logger.Level.DEBUG, "a local connection ends", cause);
        context.close();
    }
}
