package walras.server.rpc.local;

import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;

/** Takes the messages of one connection apart. Bytes that are no message end it. */
final class LocalConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ServerMethodDefinition<PlayIn, PlayOut> play;
    private final LocalDirectory directory;
    private @Nullable LocalCall call;

    LocalConnection(ServerMethodDefinition<PlayIn, PlayOut> play, LocalDirectory directory) {
        this.play = play;
        this.directory = directory;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) throws IOException {
        message.skipBytes(Integer.BYTES);
        int kind = message.readIntLE();
        LocalCall present = call;
        if (present == null && kind == LocalMessage.OPEN) {
            open(context, message.toString(StandardCharsets.UTF_8));
        } else if (present != null && kind == LocalMessage.MESSAGE) {
            present.received(LocalMessage.request(message));
        } else if (present != null && kind == LocalMessage.END) {
            present.ended();
        } else {
            throw new IOException("a message of kind " + kind + " has no place here");
        }
    }

    private void open(ChannelHandlerContext context, String authorization) {
        LocalCall made = new LocalCall(context.channel(), play.getMethodDescriptor(), new SharingPlay(directory));
        call = made;
        Metadata headers = new Metadata();
        if (!authorization.isEmpty()) {
            headers.put(AUTHORIZATION, authorization);
        }
        made.start(play.getServerCallHandler().startCall(made, headers));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (call != null) {
            call.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (call != null) {
            call.disconnected();
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // that it is gone is told by itself
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        System.getLogger("walras.server").log(System.Logger.Level.DEBUG, "a local connection ends", cause);
        context.close();
    }
}
