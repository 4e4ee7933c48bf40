package walras.server.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import walras.env.Tensor;
import walras.env.Tensors;

/** {@code run --csv FILE}: a line for each episode that counts, with its return by group and its mean of every metric. */
final class EpisodeTable implements AutoCloseable {
    private final BufferedWriter out;
    private final List<Tensor> metrics; // each [B] or [B, n]
    private final double[][] sums; // [metrics][B]
    private final long[][] counts; // [metrics][B]
    private final long[] episodes; // [B]

    /**
     * Begins a file.
     *
     * @param metrics names, in the order of the columns
     */
    EpisodeTable(Path file, Tensors tensors, List<String> metrics) throws IOException {
        this.metrics = metrics.stream().map(tensors::metric).toList();
        sums = new double[metrics.size()][tensors.rows()];
        counts = new long[metrics.size()][tensors.rows()];
        episodes = new long[tensors.rows()];
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        out = Files.newBufferedWriter(file);
        List<String> columns = new ArrayList<>(List.of("row", "episode", "length"));
        tensors.groups().forEach(group -> columns.add("return_" + group.group().name()));
        columns.addAll(metrics);
        out.write(String.join(",", columns) + "\n");
    }

    /** Takes in the row's metrics of the step just taken. */
    void add(int row) {
        for (int k = 0; k < metrics.size(); k++) {
            double[] values = metrics.get(k).f64(); // [B, ...]
            int n = metrics.get(k).rowSize();
            for (int i = row * n; i < (row + 1) * n; i++) {
                if (!Double.isNaN(values[i])) {
                    sums[k][row] += values[i];
                    counts[k][row]++;
                }
            }
        }
    }

    /**
     * Writes the row's episode, which has ended. A metric that was defined at none of its steps leaves its cell empty.
     *
     * @param returns by group
     */
    void end(int row, long length, double[] returns) {
        StringBuilder line = new StringBuilder();
        line.append(row).append(',').append(episodes[row]++).append(',').append(length);
        for (double each : returns) {
            line.append(',').append(each);
        }
        for (int k = 0; k < metrics.size(); k++) {
            line.append(',');
            if (counts[k][row] > 0) {
                line.append(sums[k][row] / counts[k][row]);
            }
            sums[k][row] = 0;
            counts[k][row] = 0;
        }
        try {
            out.append(line).append('\n');
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
