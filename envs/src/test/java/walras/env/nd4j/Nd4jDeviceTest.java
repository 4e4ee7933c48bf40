package walras.env.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Problem;

/** Which card runs which build, without a card. */
final class Nd4jDeviceTest {
    // Guards the table that was read from the artifacts: machine code for its majors, PTX for later cards, else
    // nothing.
    @ParameterizedTest
    @CsvSource({
        "CUDA_11_2, 3, 5, true", "CUDA_11_2, 8, 9, true", "CUDA_11_2, 9, 0, true", "CUDA_11_2, 10, 0, true",
        "CUDA_11_2, 3, 0, false", "CUDA_11_0, 8, 6, true", "CUDA_11_0, 9, 0, true", "CUDA_11_6, 8, 9, true",
        "CUDA_11_6, 3, 5, false", "CUDA_11_6, 9, 0, false", "CUDA_11_4, 9, 0, false", "CUDA_10_2, 7, 5, true",
        "CUDA_10_2, 8, 0, false"
    })
    void runsOn_cardOfACapability_asTheTableSays(CudaArtifact artifact, int major, int minor, boolean runs) {
        assertEquals(runs, artifact.runsOn(major, minor));
    }

    // Guards the message for the hard case: a Hopper card with the newest artifact has no kernels, and another has.
    @Test
    void describe_cardWithoutKernels_namesTheArtifactThatRuns() {
        Problem refused =
                assertThrows(Problem.class, () -> Nd4jDevice.describe(CudaArtifact.CUDA_11_6, "NVIDIA H200", 9, 0));
        assertEquals(Problem.Kind.UNAVAILABLE, refused.kind());
        assertTrue(refused.got().contains("NVIDIA H200"), refused.got());
        assertEquals("org.nd4j:nd4j-cuda-11.2:1.0.0-M1.1", refused.nearest());
    }

    @Test
    void describe_cardThatTheDriverCompilesFor_saysSo() {
        String card = Nd4jDevice.describe(CudaArtifact.CUDA_11_2, "NVIDIA H200", 9, 0);
        assertTrue(card.startsWith("cuda:0 NVIDIA H200"), card);
        assertTrue(card.contains("compiled by the driver"), card);
    }

    // Guards the default build: no CUDA artifact on its class path, and ND4J starts on the CPU.
    @Test
    void open_defaultBuild_isTheCpu() {
        assumeTrue(CudaArtifact.onClassPath().isEmpty(), "the CUDA build");
        assertEquals(new Devices(List.of("cpu"), Optional.empty()), Devices.probe());
        assertEquals(Devices.probe(), Nd4jDevice.open());
    }
}
