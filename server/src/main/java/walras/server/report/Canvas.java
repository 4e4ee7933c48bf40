package walras.server.report;

/** What a figure is drawn on. Coordinates in pixels, from the top left; colours are 0xRRGGBB. */
interface Canvas {
    /** Mean width of a letter of the widest font that figures are shown in, of a font size of 1. */
    double WIDEST_LETTER = 0.6;

    /** Where a text stands in relation to its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /**
     * An open line through points.
     *
     * @param dash lengths of strokes and gaps in turn; none for a line without gaps
     */
    void line(double[] x, double[] y, int colour, double width, double... dash); // [k], [k]

    /** A filled area. */
    void area(double[] x, double[] y, int colour, double opacity); // [k], [k]

    /** The size at which a text is surely no longer than its room, {@code size} or less. */
    static double fitting(String words, double size, double room) {
        return Math.min(size, room / (WIDEST_LETTER * Math.max(1, words.length())));
    }

    /** One line of text; {@code upright} turns it by a quarter, to be read from below. */
    void text(String words, double x, double y, double size, Anchor anchor, boolean upright, int colour);
}
