package walras.env.stackelberg.newsvendor;

/** Points strictly inside (0, top), equally spaced. */
record PriceGrid(double top, int points) {
    double at(int index) {
        return top * (index + 1) / (points + 1);
    }

    int nearest(double value) {
        return (int) Math.max(0, Math.min(points - 1, Math.round(value / top * (points + 1)) - 1));
    }
}
