package walras.env.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.nd4j.context.Nd4jContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import walras.env.Problem;

/**
 * The device that ND4J drives. Opened once, and checked before the first kernel runs: a card without kernels would otherwise end in an
 * error of the driver that names nothing, and ND4J cannot be started twice.
 */
final class Nd4jDevice {
    private static @Nullable Devices opened; // guarded by the class

    private Nd4jDevice() {}

    /** Starts ND4J, if it is not running yet. */
    static synchronized Devices open() {
        if (opened == null) {
            try {
                String device = start();
                List<String> names = device.equals(Devices.CPU) ? List.of(Devices.CPU) : List.of(Devices.CPU, device);
                opened = new Devices(names, Optional.empty());
            } catch (Problem refused) {
                opened = new Devices(List.of(Devices.CPU), Optional.of(refused));
            }
        }
        return opened;
    }

    /**
     * Starts ND4J, if it is not running yet.
     *
     * @throws Problem UNAVAILABLE if the artifact on the class path cannot run here
     */
    static void require() {
        open().missing().ifPresent(refused -> {
            throw refused;
        });
    }

    /** The device's name, {@code cpu} or a card's with its compute capability. */
    private static String start() {
        Nd4jBackend backend = backend();
        NativeOps operations = operations(backend);
        Optional<CudaArtifact> cuda = CudaArtifact.onClassPath();
        String device = cuda.isPresent() ? card(cuda.get(), operations) : Devices.CPU;
        if (Nd4j.getEnvironment().isCPU()) {
            // One thread: its own pool spins on the processors that the server's row workers use, and a loaded machine
            // then pays thirty times the work.
            Nd4j.getEnvironment().setMaxThreads(1);
            Nd4j.getEnvironment().setMaxMasterThreads(1);
        }
        return device;
    }

    /** As ND4J chooses, but with the reason where there is none to choose. */
    private static Nd4jBackend backend() {
        Nd4jBackend best = ServiceLoader.load(Nd4jBackend.class).stream()
                .map(ServiceLoader.Provider::get)
                .max(Comparator.comparingInt(Nd4jBackend::getPriority))
                .orElseThrow(() -> unavailable("an ND4J backend on the class path", "none"));
        String expected = CudaArtifact.onClassPath().isPresent() ? "an NVIDIA card and its driver" : "a processor";
        boolean available;
        try {
            available = best.isAvailable();
        } catch (RuntimeException | LinkageError missing) {
            throw unavailable(expected, String.valueOf(missing.getMessage()));
        }
        if (!available) {
            throw unavailable(expected, "none");
        }
        return best;
    }

    private static NativeOps operations(Nd4jBackend backend) {
        try (InputStream properties = backend.getConfigurationResource().getInputStream()) {
            Nd4jContext.getInstance().updateProperties(properties);
        } catch (IOException unreadable) {
            throw new IllegalStateException("the properties of " + backend, unreadable);
        }
        return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    private static String card(CudaArtifact artifact, NativeOps operations) {
        String card = operations.getDeviceName(0);
        return describe(artifact, card, operations.getDeviceMajor(0), operations.getDeviceMinor(0));
    }

    /**
     * The card as the server names it.
     *
     * @throws Problem UNAVAILABLE if the artifact has no kernels for it; names the artifact that has
     */
    static String describe(CudaArtifact artifact, String card, int major, int minor) {
        String shown = card + ", compute capability " + major + "." + minor;
        if (!artifact.runsOn(major, minor)) {
            throw Problem.of(
                    Problem.Kind.UNAVAILABLE,
                    "NO_KERNELS",
                    "the ND4J artifact " + artifact.coordinates(),
                    "kernels for the card",
                    shown,
                    CudaArtifact.runningOn(major, minor)
                            .map(CudaArtifact::coordinates)
                            .orElse(""));
        }
        String compiled = artifact.compiledByDriver(major) ? ", kernels compiled by the driver" : "";
        return "cuda:0 " + shown + " (" + artifact.coordinates() + compiled + ")";
    }

    private static Problem unavailable(String expected, String got) {
        return Problem.of(Problem.Kind.UNAVAILABLE, "NO_DEVICE", "backend nd4j", expected, got, "fused");
    }
}
