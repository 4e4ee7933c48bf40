package walras.env.auction;

import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** A batch of canvases. {@link AuctionRows#state} is the world state. */
final class MentalRotationRows implements TaskRows {
    private static final int GARMENT = 0;
    private static final int VARIANT = 1;
    /** What rounds a number that is not negative, in whole numbers: half would make 1 of the last number below half. */
    private static final float BELOW_HALF = Math.nextDown(.5f);

    private final Tensors tensors;
    private final MentalRotationTask task;
    private final AuctionRows rows;
    private final int agents;
    private final double[] garment; // [B]
    private final double[] variant; // [B]
    private final byte[] image; // [B, n, 1, 64, 64]
    private final float[] canvas; // [B, 64, 64]

    MentalRotationRows(Tensors tensors, GroupTensors group, MentalRotationTask task, AuctionRows rows) {
        this.tensors = tensors;
        this.task = task;
        this.rows = rows;
        agents = group.group().agents();
        garment = tensors.resetOption("garment").f64();
        variant = tensors.resetOption("variant").f64();
        image = group.observation(MentalRotationTask.IMAGE).u8();
        canvas = new float[Math.multiplyExact(tensors.rows(), MentalRotationWarp.PIXELS)];
    }

    @Override
    public void begin(int row) {
        int drawn = tensors.random().below(row, GARMENT, 0, task.data().count());
        int distortion = tensors.random().below(row, VARIANT, 0, MentalRotationWarp.VARIANTS);
        int chosen = Double.isNaN(garment[row]) ? drawn : (int) garment[row];
        int distorted = Double.isNaN(variant[row]) ? distortion : (int) variant[row];
        int at = row * MentalRotationWarp.PIXELS;
        rows.begin(row, (chosen * MentalRotationWarp.VARIANTS + distorted) * MentalRotationTask.PROGRESS);
        task.data().draw(chosen, canvas, at);
        MentalRotationWarp.distort(distorted, canvas, at);
    }

    @Override
    public void apply(AuctionRows same, Rows which) {
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                rows.reward[row] = 0;
                rows.terminated[row] = 0;
                if (rows.age[row] < task.horizon()) {
                    act(row, rows.winner[row] % MentalRotationWarp.PRIMITIVES);
                }
            }
        }
    }

    private void act(int row, int primitive) {
        int puzzle = rows.state[row] / MentalRotationTask.PROGRESS;
        int progress = rows.state[row] % MentalRotationTask.PROGRESS;
        MentalRotationWarp.apply(primitive, canvas, row * MentalRotationWarp.PIXELS);
        if (progress > 0) {
            rows.reward[row] = task.reward(
                    puzzle / MentalRotationWarp.VARIANTS,
                    puzzle % MentalRotationWarp.VARIANTS,
                    progress - 1,
                    primitive);
            rows.terminated[row] = 1;
        }
        rows.state[row] = puzzle * MentalRotationTask.PROGRESS + 1 + primitive;
    }

    @Override
    public void worldStates(Rows which, int[] target) { // [B]
        for (int row = which.from(); row < which.to(); row++) {
            target[row] = rows.state[row];
        }
    }

    @Override
    public void observe(Rows which) {
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                show(row);
            }
        }
    }

    /** Writes the canvas for the first agent and copies it to the others. */
    private void show(int row) {
        int pixels = MentalRotationWarp.PIXELS;
        int first = row * agents * pixels;
        for (int pixel = 0; pixel < pixels; pixel++) {
            image[first + pixel] = (byte) (int) (canvas[row * pixels + pixel] * 255 + BELOW_HALF);
        }
        for (int agent = 1; agent < agents; agent++) {
            System.arraycopy(image, first, image, first + agent * pixels, pixels);
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.floats("mental_rotation.canvas", canvas);
    }
}
