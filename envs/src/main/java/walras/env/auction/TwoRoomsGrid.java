package walras.env.auction;

/**
 * Two 3 x 3 rooms side by side, a door between them, a green and a blue tile in the second. A pose is a cell, a heading and whether the door is open, as one number:
 * {@code (cell * 4 + heading) * 2 + open}. Headings: 0 right, 1 down, 2 left, 3 up.
 */
final class TwoRoomsGrid {
    static final int CELLS = 19;
    static final int POSES = CELLS * 8;
    static final int ACTIONS = 7;
    static final int LEFT = 0;
    static final int RIGHT = 1;
    static final int FORWARD = 2;
    static final int TOGGLE = 5;
    static final int DONE = 6;

    private static final int WIDTH = 9;
    private static final int HEIGHT = 5;
    private static final int DOOR_CELL = 9;
    private static final int DOOR_X = 4;
    private static final int DOOR_Y = 2;
    private static final int WALL = -1;
    private static final int[] DX = {1, 0, -1, 0}; // [heading]
    private static final int[] DY = {0, 1, 0, -1}; // [heading]

    /** What a cell holds, as {@link TwoRoomsView} shows it. */
    enum Content {
        EMPTY,
        WALL,
        DOOR,
        GREEN,
        BLUE
    }

    private TwoRoomsGrid() {}

    static int pose(int x, int y, int heading, boolean open) {
        return (cell(x, y) * 4 + heading) * 2 + (open ? 1 : 0);
    }

    /** Cells of the first room are 0 to 8, the door's is 9, those of the second room 10 to 18. */
    private static int cell(int x, int y) {
        if (x == DOOR_X && y == DOOR_Y) {
            return DOOR_CELL;
        } else if (x < 1 || x > WIDTH - 2 || y < 1 || y > HEIGHT - 2 || x == DOOR_X) {
            return WALL;
        }
        return x < DOOR_X ? (y - 1) * 3 + x - 1 : DOOR_CELL + 1 + (y - 1) * 3 + x - 5;
    }

    static int x(int pose) {
        int cell = pose / 8;
        return cell == DOOR_CELL ? DOOR_X : cell < DOOR_CELL ? cell % 3 + 1 : (cell - 10) % 3 + 5;
    }

    static int y(int pose) {
        int cell = pose / 8;
        return cell == DOOR_CELL ? DOOR_Y : cell < DOOR_CELL ? cell / 3 + 1 : (cell - 10) / 3 + 1;
    }

    static int heading(int pose) {
        return pose / 2 % 4;
    }

    static boolean open(int pose) {
        return pose % 2 == 1;
    }

    /** 1 or 2; the door's cell still counts as the first. */
    static int room(int pose) {
        return x(pose) > DOOR_X ? 2 : 1;
    }

    static Content content(int x, int y) {
        return switch (cell(x, y)) {
            case WALL -> Content.WALL;
            case DOOR_CELL -> Content.DOOR;
            default -> x == 7 && y == 3 ? Content.GREEN : x == 7 && y == 1 ? Content.BLUE : Content.EMPTY;
        };
    }

    /** What the agent stands on. */
    static Content under(int pose) {
        return content(x(pose), y(pose));
    }

    /** What is in the cell that the agent faces. */
    static Content ahead(int pose) {
        return content(x(pose) + DX[heading(pose)], y(pose) + DY[heading(pose)]);
    }

    /** The x of a cell as seen from a pose: {@code forward} cells ahead and {@code right} cells to the right. */
    static int seenX(int pose, int forward, int right) {
        return x(pose) + forward * DX[heading(pose)] - right * DY[heading(pose)];
    }

    /** The y of a cell as seen from a pose. */
    static int seenY(int pose, int forward, int right) {
        return y(pose) + forward * DY[heading(pose)] + right * DX[heading(pose)];
    }

    /** The pose after a literal action. There is nothing to pick up or drop, and {@code done} moves nothing. */
    static int next(int pose, int action) {
        int turn = heading(pose);
        int cell = pose / 8;
        int open = pose % 2;
        switch (action) {
            case LEFT -> turn = (turn + 3) % 4;
            case RIGHT -> turn = (turn + 1) % 4;
            case FORWARD -> {
                int ahead = cell(x(pose) + DX[turn], y(pose) + DY[turn]);
                boolean free = ahead != WALL && (ahead != DOOR_CELL || open == 1);
                cell = free ? ahead : cell;
            }
            case TOGGLE -> open = ahead(pose) == Content.DOOR ? 1 - open : open;
            default -> {}
        }
        return (cell * 4 + turn) * 2 + open;
    }

    /** Whether an episode may begin here: the door is closed, the cell is bare, and ahead is nothing or a wall. */
    static boolean begins(int pose, int room) {
        Content ahead = ahead(pose);
        return !open(pose)
                && room(pose) == room
                && under(pose) == Content.EMPTY
                && (ahead == Content.EMPTY || ahead == Content.WALL);
    }
}
