package walras.client;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Map;
import walras.v1.PartReset;
import walras.v1.ResetConfig;
import walras.v1.RowOptions;

/** What a reset does; new episodes in all rows of shard 0, as it is. B is the shard's number of rows. */
public final class ResetOptions {
    private final ResetConfig.Builder config = ResetConfig.newBuilder();

    /** Which shard. */
    public ResetOptions shard(int index) {
        config.setShard(index);
        return this;
    }

    /** Which rows, [B]. */
    public ResetOptions mask(boolean... rows) {
        byte[] flags = new byte[rows.length]; // [B]
        for (int row = 0; row < rows.length; row++) {
            flags[row] = (byte) (rows[row] ? 1 : 0);
        }
        config.setRowMask(ByteString.copyFrom(flags));
        return this;
    }

    /** A new seed for the rows of the mask. Without one they go on to the next episodes of their streams. */
    public ResetOptions seed(long seed) {
        config.setSeed(seed);
        return this;
    }

    /** One seed per row, [B], instead; those outside the mask are ignored. */
    public ResetOptions rowSeeds(long... seeds) {
        Arrays.stream(seeds).forEach(config::addRowSeeds);
        return this;
    }

    /** Reset options of some rows, by their indices within the shard; they must be in the mask. */
    public ResetOptions rows(Map<String, ?> values, int... rows) {
        RowOptions.Builder options = RowOptions.newBuilder().setOptions(Json.struct("reset options", values));
        Arrays.stream(rows).forEach(options::addRows);
        config.addRowOptions(options);
        return this;
    }

    /** Other options for the new episodes of one part; those left out stay. */
    public ResetOptions part(int index, Map<String, ?> values) {
        config.addParts(PartReset.newBuilder().setPart(index).setOptions(Json.struct("reset parts", values)));
        return this;
    }

    /** As {@link #part(int, Map)}, with a new seed for the part's rows. */
    public ResetOptions part(int index, Map<String, ?> values, long seed) {
        part(index, values);
        config.getPartsBuilder(config.getPartsCount() - 1).setSeed(seed);
        return this;
    }

    int shard() {
        return config.getShard();
    }

    ResetConfig config() {
        return config.clone().build();
    }

    ResetConfig config(long step) {
        return config.clone().setStep(step).build();
    }
}
