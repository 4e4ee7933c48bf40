package walras.server.report;

/** What a figure is drawn on. Coordinates in pixels, from the top left; colours are 0xRRGGBB. */
interface Canvas {
    /** Where a text stands in relation to its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** An open line through points. */
    void line(double[] x, double[] y, int colour, double width, boolean dashed); // [k], [k]

    /** A filled area. */
    void area(double[] x, double[] y, int colour, double opacity); // [k], [k]

    void dot(double x, double y, double radius, int colour);

    /** One line of text; {@code upright} turns it by a quarter, to be read from below. */
    void text(String words, double x, double y, double size, Anchor anchor, boolean upright, int colour);
}
