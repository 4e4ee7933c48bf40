package walras.env.auction;

/**
 * The six affine primitives on a square canvas, and where every pixel comes from under each: bilinear sampling at pixel centres, the border repeated. Rotations are by 60 degrees about the centre,
 * translations by 0.29 of half the canvas.
 */
final class MentalRotationWarp {
    static final int SIZE = 64;
    static final int PIXELS = SIZE * SIZE;
    static final int ROTATE_LEFT = 0;
    static final int ROTATE_RIGHT = 1;
    static final int UP = 2;
    private static final int LEFT = 4;
    static final int PRIMITIVES = 6;
    /** Input variants: two rotations, then four translations. */
    static final int VARIANTS = 8;

    private static final double SHIFT = 0.29 * SIZE / 2;
    private static final double SIN = StrictMath.sin(Math.PI / 3);
    private static final double COS = 0.5;
    private static final int[][] SOURCE = new int[PRIMITIVES][4 * PIXELS]; // [primitive][pixel, corner]
    private static final ThreadLocal<float[]> BEFORE =
            ThreadLocal.withInitial(() -> new float[PIXELS]); // [pixel] scratch
    private static final float[][] WEIGHT = new float[PRIMITIVES][4 * PIXELS]; // [primitive][pixel, corner]

    static {
        for (int primitive = 0; primitive < PRIMITIVES; primitive++) {
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                trace(primitive, pixel);
            }
        }
    }

    private MentalRotationWarp() {}

    private static void trace(int primitive, int pixel) {
        double x = pixel % SIZE - (SIZE - 1) / 2.0;
        double y = pixel / SIZE - (SIZE - 1) / 2.0;
        double fromX = x;
        double fromY = y;
        switch (primitive) {
            case ROTATE_LEFT -> {
                fromX = x * COS - y * SIN;
                fromY = x * SIN + y * COS;
            }
            case ROTATE_RIGHT -> {
                fromX = x * COS + y * SIN;
                fromY = -x * SIN + y * COS;
            }
            case UP -> fromY = y + SHIFT;
            case UP + 1 -> fromY = y - SHIFT;
            case UP + 2 -> fromX = x + SHIFT;
            default -> fromX = x - SHIFT;
        }
        weigh(primitive, pixel, clamped(fromX), clamped(fromY));
    }

    private static double clamped(double centred) {
        return Math.min(Math.max(centred + (SIZE - 1) / 2.0, 0), SIZE - 1);
    }

    private static void weigh(int primitive, int pixel, double x, double y) {
        int left = (int) Math.min(x, SIZE - 2);
        int top = (int) Math.min(y, SIZE - 2);
        for (int corner = 0; corner < 4; corner++) {
            int right = corner % 2;
            int below = corner / 2;
            double across = right == 1 ? x - left : 1 - (x - left);
            double down = below == 1 ? y - top : 1 - (y - top);
            SOURCE[primitive][4 * pixel + corner] = (top + below) * SIZE + left + right;
            WEIGHT[primitive][4 * pixel + corner] = (float) (across * down);
        }
    }

    /** Applies a primitive to the canvas at an offset of an array of canvases. */
    static void apply(int primitive, float[] canvases, int at) { // canvases [B, 64, 64]
        float[] before = BEFORE.get();
        System.arraycopy(canvases, at, before, 0, PIXELS);
        if (primitive < UP) {
            rotate(SOURCE[primitive], WEIGHT[primitive], before, canvases, at);
        } else if (primitive < LEFT) {
            shiftLines(SOURCE[primitive], WEIGHT[primitive], before, canvases, at);
        } else {
            shiftColumns(SOURCE[primitive], WEIGHT[primitive], before, canvases, at);
        }
    }

    private static void rotate(
            int[] source, float[] weight, float[] before, float[] canvases, int at) { // [pixel, corner] twice, [pixel]
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            int k = 4 * pixel;
            canvases[at + pixel] = weight[k] * before[source[k]]
                    + weight[k + 1] * before[source[k + 1]]
                    + weight[k + 2] * before[source[k + 2]]
                    + weight[k + 3] * before[source[k + 3]];
        }
    }

    // A shift has two sources for each pixel, as two of the four weights are 0. What the general sum adds to the two
    // products is 0, so that the numbers are the same.
    private static void shiftLines(
            int[] source, float[] weight, float[] before, float[] canvases, int at) { // [pixel, corner] twice, [pixel]
        for (int line = 0; line < SIZE; line++) {
            int k = 4 * line * SIZE;
            float above = weight[k];
            float below = weight[k + 2];
            int from = source[k];
            int to = at + line * SIZE;
            for (int x = 0; x < SIZE; x++) {
                canvases[to + x] = above * before[from + x] + below * before[from + SIZE + x];
            }
        }
    }

    private static void shiftColumns(
            int[] source, float[] weight, float[] before, float[] canvases, int at) { // [pixel, corner] twice, [pixel]
        for (int line = 0; line < SIZE; line++) {
            int from = line * SIZE;
            int to = at + from;
            for (int x = 0; x < SIZE; x++) {
                int left = from + source[4 * x]; // line 0 has every column's sources and weights
                canvases[to + x] = weight[4 * x] * before[left] + weight[4 * x + 1] * before[left + 1];
            }
        }
    }

    /** Distorts a clean canvas: rotates, then translates. */
    static void distort(int variant, float[] canvases, int at) { // canvases [B, 64, 64]
        apply(variant / 4, canvases, at);
        apply(UP + variant % 4, canvases, at);
    }

    /** The primitives that undo a variant: first the translation, then the rotation. */
    static int[] remedy(int variant) { // [2]
        return new int[] {UP + (variant % 4 ^ 1), 1 - variant / 4};
    }
}
