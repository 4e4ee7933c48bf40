package walras.env.auction;

/**
 * The egocentric 7 x 7 x 3 view of the two rooms, as gridworld agents are used to: element {@code [column][line][channel]}, the agent in the middle of the last line, looking up; channels
 * are kind, colour and state of the cell; cells that the agent cannot see are zero, and it does not see what it stands on.
 */
final class TwoRoomsView {
    static final int SIZE = 7;
    static final int BYTES = SIZE * SIZE * 3;

    private static final int EMPTY = 1;
    private static final int WALL = 2;
    private static final int DOOR = 4;
    private static final int TILE = 8;
    private static final int RED = 0;
    private static final int GREEN = 1;
    private static final int BLUE = 2;
    private static final int GREY = 5;
    private static final int CLOSED = 1;
    private static final byte[] IMAGES = render(); // [pose, 7, 7, 3]

    private TwoRoomsView() {}

    /** Copies the view of a pose. */
    static void copy(int pose, byte[] target, int at) {
        System.arraycopy(IMAGES, pose * BYTES, target, at, BYTES);
    }

    private static byte[] render() { // [pose, 7, 7, 3]
        byte[] images = new byte[TwoRoomsGrid.POSES * BYTES];
        for (int pose = 0; pose < TwoRoomsGrid.POSES; pose++) {
            boolean[][] seen = seen(pose); // [column][line]
            for (int column = 0; column < SIZE; column++) {
                for (int line = 0; line < SIZE; line++) {
                    if (seen[column][line]) {
                        paint(images, (pose * SIZE * SIZE + column * SIZE + line) * 3, pose, column, line);
                    }
                }
            }
        }
        return images;
    }

    private static TwoRoomsGrid.Content content(int pose, int column, int line) {
        int forward = SIZE - 1 - line;
        int right = column - SIZE / 2;
        return forward == 0 && right == 0
                ? TwoRoomsGrid.Content.EMPTY
                : TwoRoomsGrid.content(
                        TwoRoomsGrid.seenX(pose, forward, right), TwoRoomsGrid.seenY(pose, forward, right));
    }

    private static void paint(byte[] images, int at, int pose, int column, int line) {
        switch (content(pose, column, line)) {
            case EMPTY -> put(images, at, EMPTY, 0, 0);
            case WALL -> put(images, at, WALL, GREY, 0);
            case DOOR -> put(images, at, DOOR, RED, TwoRoomsGrid.open(pose) ? 0 : CLOSED);
            case GREEN -> put(images, at, TILE, GREEN, 0);
            case BLUE -> put(images, at, TILE, BLUE, 0);
        }
    }

    private static void put(byte[] images, int at, int kind, int colour, int state) {
        images[at] = (byte) kind;
        images[at + 1] = (byte) colour;
        images[at + 2] = (byte) state;
    }

    /** Sight spreads from the agent line by line, sideways and ahead, through whatever is not a wall or a closed door. */
    private static boolean[][] seen(int pose) { // [column][line]
        boolean[][] seen = new boolean[SIZE][SIZE];
        seen[SIZE / 2][SIZE - 1] = true;
        for (int line = SIZE - 1; line >= 0; line--) {
            for (int column = 0; column < SIZE - 1; column++) {
                spread(seen, pose, column, line, 1);
            }
            for (int column = SIZE - 1; column > 0; column--) {
                spread(seen, pose, column, line, -1);
            }
        }
        return seen;
    }

    private static void spread(boolean[][] seen, int pose, int column, int line, int side) { // seen [column][line]
        if (seen[column][line] && transparent(pose, column, line)) {
            seen[column + side][line] = true;
            if (line > 0) {
                seen[column + side][line - 1] = true;
                seen[column][line - 1] = true;
            }
        }
    }

    private static boolean transparent(int pose, int column, int line) {
        TwoRoomsGrid.Content content = content(pose, column, line);
        return content != TwoRoomsGrid.Content.WALL
                && (content != TwoRoomsGrid.Content.DOOR || TwoRoomsGrid.open(pose));
    }
}
