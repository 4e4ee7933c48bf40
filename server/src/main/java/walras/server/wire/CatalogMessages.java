package walras.server.wire;

import com.google.protobuf.Struct;
import java.util.Map;
import walras.server.session.work.Limits;

/** The catalogue's smaller messages. */
public final class CatalogMessages {
    private CatalogMessages() {}

    /** Options as Java forms of JSON values. */
    public static Map<String, Object> options(Struct options) {
        return OptionValues.read(options);
    }

    public static walras.v1.Limits write(Limits limits) {
        return walras.v1.Limits.newBuilder()
                .setMaxSessions(limits.sessions())
                .setMaxRows(limits.rows())
                .setMaxShards(limits.shards())
                .setMaxMessageBytes(limits.messageBytes())
                .setMaxFrameBytes(limits.frameBytes())
                .setMaxRolloutSteps(limits.rolloutSteps())
                .setMaxKeepSeconds(limits.keep().toSeconds())
                .setMaxSolveSeconds(limits.work().solveTime().toSeconds())
                .setMaxInboundBytes(limits.work().inboundBytes())
                .setMaxOptionBytes(limits.work().optionBytes())
                .setMaxTableBytes(limits.work().tableBytes())
                .build();
    }
}
