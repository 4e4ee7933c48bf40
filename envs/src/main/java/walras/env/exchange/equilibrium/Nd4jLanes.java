package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jProgram;

/** Moves batches to and from device arrays whose last axis is the row, so that every operation runs over rows. */
final class Nd4jLanes {
    private final int size;
    private final int rows;
    private final double[] host; // [size, B]

    /** For {@code size} numbers in each of {@code rows} rows. */
    Nd4jLanes(int size, int rows) {
        this.size = size;
        this.rows = rows;
        host = new double[size * rows];
    }

    /** The staging memory {@code [size, B]}; shared. */
    double[] host() {
        return host;
    }

    /** Uploads rows {@code [from, to)}; lanes past the end repeat the last row. */
    void upload(INDArray target, double[] values /* [.., size] */, int from, int to) {
        for (int lane = 0; lane < rows; lane++) {
            int source = Math.min(from + lane, to - 1) * size;
            for (int k = 0; k < size; k++) {
                host[k * rows + lane] = values[source + k];
            }
        }
        Nd4jProgram.upload(target, host);
    }

    /** Downloads what {@link #store} then hands out row by row. */
    void download(INDArray source) {
        Nd4jProgram.download(source, host);
    }

    /** Writes one lane to a row. */
    void store(int lane, double[] values /* [.., size] */, int row) {
        for (int k = 0; k < size; k++) {
            values[row * size + k] = host[k * rows + lane];
        }
    }
}
