package walras.server.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Draws a PNG with Java2D, without a display, at twice the size that figures are laid out in. */
final class PngCanvas implements Canvas {
    private static final int SCALE = 2;
    private static final float MITRE = 10;

    private final BufferedImage image;
    private final Graphics2D graphics;

    PngCanvas(int width, int height) {
        System.setProperty("java.awt.headless", "true");
        image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width * SCALE, height * SCALE);
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    private static Path2D path(double[] x, double[] y) { // [k], [k]
        Path2D path = new Path2D.Double();
        for (int i = 0; i < x.length; i++) {
            if (i == 0) {
                path.moveTo(x[i], y[i]);
            } else {
                path.lineTo(x[i], y[i]);
            }
        }
        return path;
    }

    @Override
    public void line(double[] x, double[] y, int colour, double width, double... dash) { // [k], [k]
        float[] dashes = new float[dash.length];
        for (int k = 0; k < dash.length; k++) {
            dashes[k] = (float) dash[k];
        }
        graphics.setStroke(
                dashes.length > 0
                        ? new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, MITRE, dashes, 0)
                        : new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        graphics.setColor(new Color(colour));
        graphics.draw(path(x, y));
    }

    @Override
    public void area(double[] x, double[] y, int colour, double opacity) { // [k], [k]
        Path2D path = path(x, y);
        path.closePath();
        graphics.setColor(new Color((colour & 0xFFFFFF) | ((int) Math.round(opacity * 255) << 24), true));
        graphics.fill(path);
    }

    @Override
    public void text(String words, double x, double y, double size, Anchor anchor, boolean upright, int colour) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size));
        graphics.setColor(new Color(colour));
        double width = graphics.getFontMetrics().stringWidth(words);
        double shift =
                switch (anchor) {
                    case START -> 0;
                    case MIDDLE -> -width / 2;
                    case END -> -width;
                };
        var before = graphics.getTransform();
        graphics.translate(x, y);
        if (upright) {
            graphics.rotate(-Math.PI / 2);
        }
        graphics.drawString(words, (float) shift, 0);
        graphics.setTransform(before);
    }

    /** The image in PNG format. */
    byte[] bytes() throws IOException { // [bytes]
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
