package walras.env.nd4j;

import java.util.List;
import java.util.Optional;
import walras.env.Problem;

/**
 * Where kernels run. ND4J is started only where one of its CUDA builds is on the class path: whoever put it there wants to hear of a
 * card that it cannot use when the server starts, and compiling kernels for a new card takes minutes that no session should wait for.
 *
 * @param names {@code cpu} first, then the card
 * @param missing why the CUDA build has no card to run on; empty where it has, or where none is on the class path
 */
public record Devices(List<String> names, Optional<Problem> missing) {
    static final String CPU = "cpu";

    public Devices {
        names = List.copyOf(names);
    }

    /** True where ND4J is on the class path; a light installation leaves it out. Loads none of its classes. */
    public static boolean hasNd4j() {
        return Devices.class.getResource("/org/nd4j/linalg/factory/Nd4j.class") != null;
    }

    /** Looks once; may take minutes at the first start on a card whose kernels the driver compiles. */
    public static Devices probe() {
        return CudaArtifact.onClassPath().isEmpty() ? new Devices(List.of(CPU), Optional.empty()) : Nd4jDevice.open();
    }
}
