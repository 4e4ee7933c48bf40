package walras.env.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;

/**
 * The published CUDA builds of ND4J, and the GPUs that each has kernels for: machine code runs on cards of the same major compute
 * capability, PTX is compiled by the driver for any later card. Read from the artifacts' native libraries.
 */
enum CudaArtifact {
    CUDA_11_2("nd4j-cuda-11.2", "1.0.0-M1.1", 35, 8, 86),
    CUDA_11_0("nd4j-cuda-11.0", "1.0.0-M1.1", 35, 8, 80),
    CUDA_11_6("nd4j-cuda-11.6", "1.0.0-M2.1", 37, 8, CudaArtifact.NO_PTX),
    CUDA_11_4("nd4j-cuda-11.4", "1.0.0-M2.1", 37, 8, CudaArtifact.NO_PTX),
    CUDA_10_2("nd4j-cuda-10.2", "1.0.0-beta7", 30, 7, CudaArtifact.NO_PTX);

    private static final int NO_PTX = Integer.MAX_VALUE;

    private final String artifactId;
    private final String version;
    private final int lowest; // compute capability times ten
    private final int highestMajor;
    private final int ptx; // compute capability times ten

    CudaArtifact(String artifactId, String version, int lowest, int highestMajor, int ptx) {
        this.artifactId = artifactId;
        this.version = version;
        this.lowest = lowest;
        this.highestMajor = highestMajor;
        this.ptx = ptx;
    }

    /** True if the artifact has code, or PTX, for a card of this compute capability. */
    boolean runsOn(int major, int minor) {
        int capability = 10 * major + minor;
        return (capability >= lowest && major <= highestMajor) || capability >= ptx;
    }

    /** True if the driver compiles every kernel at the first start on such a card, which takes minutes. */
    boolean compiledByDriver(int major) {
        return major > highestMajor;
    }

    /** Maven coordinates. */
    String coordinates() {
        return "org.nd4j:" + artifactId + ":" + version;
    }

    /** The artifact that would run on such a card. */
    static Optional<CudaArtifact> runningOn(int major, int minor) {
        return Arrays.stream(values()).filter(each -> each.runsOn(major, minor)).findFirst();
    }

    /** The artifact on the class path. Loads none of its classes. */
    static Optional<CudaArtifact> onClassPath() {
        return Arrays.stream(values()).filter(CudaArtifact::isOnClassPath).findFirst();
    }

    private boolean isOnClassPath() {
        String resource = "/META-INF/maven/org.nd4j/" + artifactId + "/pom.properties";
        try (InputStream in = CudaArtifact.class.getResourceAsStream(resource)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return version.equals(properties.getProperty("version"));
        } catch (IOException unreadable) {
            throw new IllegalStateException(resource, unreadable);
        }
    }
}
