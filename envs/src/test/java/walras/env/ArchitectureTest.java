package walras.env;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, section 2, within this module. */
final class ArchitectureTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("walras.env");

    private static final Set<String> NOT_FAMILIES = Set.of("batch", "nd4j");

    /** The family of a class: the package below the core, but for what families share; "" where it has none. */
    private static String family(JavaClass javaClass) {
        String core = "walras.env.";
        String name = javaClass.getPackageName();
        if (!name.startsWith(core)) {
            return "";
        }
        String below = name.substring(core.length());
        String first = below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
        return NOT_FAMILIES.contains(first) ? "" : first;
    }

    /** A new family falls under the rule by itself. */
    private static final class Families implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            String family = family(javaClass);
            return family.isEmpty() ? SliceIdentifier.ignore() : SliceIdentifier.of(family);
        }

        @Override
        public String getDescription() {
            return "families";
        }
    }

    @Test
    void family_neverImportsAnother() {
        slices().assignedFrom(new Families()).should().notDependOnEachOther().check(MODULE);
    }

    @Test
    void core_importsNothingBeneathIt() {
        noClasses()
                .that()
                .resideInAPackage("walras.env")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("walras.env.*..")
                .because("the contract stands above the engine and the families")
                .check(MODULE);
    }

    @Test
    void batchEngine_importsNoFamily() {
        noClasses()
                .that()
                .resideInAPackage("walras.env.batch..")
                .should()
                .dependOnClassesThat(
                        describe("belong to a family", each -> !family(each).isEmpty()))
                .check(MODULE);
    }

    @Test
    void nd4j_onlyInClassesNamedAfterIt() {
        classes()
                .that()
                .haveNameNotMatching("walras\\..*\\.Nd4j[^.]*")
                .should(not(
                        dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("org.nd4j..", "org.bytedeco.."))))
                .because("a server that never uses ND4J never loads it")
                .check(MODULE);
    }

    @Test
    void module_knowsNoWireAndNoServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.grpc..",
                        "com.google.protobuf..",
                        "io.micrometer..",
                        "walras.server..",
                        "walras.v1..",
                        "io.netty..")
                .check(MODULE);
    }
}
