package walras.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, section 2, within this module. */
final class ArchitectureTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("walras.server");

    @Test
    void layers_pointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("walras.server.cli..")
                .layer("server")
                .definedBy("walras.server")
                .layer("json")
                .definedBy("walras.server.json..")
                .layer("dmenv")
                .definedBy("walras.server.dmenv..")
                .layer("rpc")
                .definedBy("walras.server.rpc..")
                .layer("wire")
                .definedBy("walras.server.wire..")
                .layer("session")
                .definedBy("walras.server.session..")
                .layer("frame")
                .definedBy("walras.server.frame..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("json")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("dmenv")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("rpc")
                .mayOnlyBeAccessedByLayers("server", "json", "dmenv")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("rpc", "json", "server")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("wire", "rpc", "dmenv", "json", "server", "cli")
                .whereLayer("frame")
                .mayOnlyBeAccessedByLayers("session", "wire", "rpc", "dmenv", "json")
                .check(MODULE);
    }

    @Test
    void rooms_ofASession_knowOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("session")
                .definedBy("walras.server.session")
                .layer("export")
                .definedBy("walras.server.session.export")
                .layer("store")
                .definedBy("walras.server.session.store")
                .layer("rollout")
                .definedBy("walras.server.session.rollout")
                .layer("shard")
                .definedBy("walras.server.session.shard")
                .layer("policy")
                .definedBy("walras.server.session.policy")
                .layer("plan")
                .definedBy("walras.server.session.plan")
                .layer("work")
                .definedBy("walras.server.session.work")
                .whereLayer("session")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("export")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("session", "export")
                .whereLayer("rollout")
                .mayOnlyBeAccessedByLayers("session")
                .whereLayer("shard")
                .mayOnlyBeAccessedByLayers("session", "export", "store", "rollout")
                .whereLayer("policy")
                .mayOnlyBeAccessedByLayers("rollout")
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("session", "export", "store", "rollout", "shard", "policy")
                .check(MODULE);
    }

    @Test
    void packages_haveNoCircle() {
        slices().matching("walras.server.(**)").should().beFreeOfCycles().check(MODULE);
    }

    @Test
    void classes_ofTheEngineAndItsMessages_haveNoCircle() {
        slices().assignedFrom(new TopLevelClasses()).should().beFreeOfCycles().check(MODULE);
    }

    /** A slice for each top-level class of some packages; nested classes belong to theirs. */
    private static final class TopLevelClasses implements SliceAssignment {
        private static final Pattern PACKAGES =
                Pattern.compile("walras\\.server\\.(session|rpc|dmenv|wire|frame)\\..*");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return PACKAGES.matcher(type.getName()).matches()
                    ? SliceIdentifier.of(type.getName().replaceAll("\\$.*", ""))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "top-level classes";
        }
    }

    @Test
    void session_knowsNoProtobufAndNoGrpc() {
        noClasses()
                .that()
                .resideInAnyPackage("walras.server.session..", "walras.server.frame..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "io.netty..", "com.google.protobuf..", "walras.v1..")
                .check(MODULE);
    }

    @Test
    void messages_onlyInWireRpcAndJson() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "walras.server.wire..",
                        "walras.server.rpc..",
                        "walras.server.json..",
                        "walras.server.bench..",
                        "walras.server.conformance..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("walras.v1..")
                .because("only wire turns frames into messages, and only rpc and json serve them; benchmarks and"
                        + " conformance are clients")
                .check(MODULE);
    }

    @Test
    void status_onlyInRpcAndJson() {
        noClasses()
                .that()
                .resideOutsideOfPackages("walras.server.rpc..", "walras.server.json..", "walras.server.bench..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.grpc\\.Status.*|io\\.grpc\\.protobuf\\.StatusProto")
                .because("only rpc maps exceptions to Status, and only json Status to HTTP")
                .check(MODULE);
    }

    @Test
    void report_knowsNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("walras.server.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("walras.env..", "walras.v1..", "walras.server.cli..", "walras.server.session..")
                .check(MODULE);
    }

    @Test
    void http_knowsNettyAndNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("walras.server.http..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("walras..", "io.grpc..", "com.google.protobuf..")
                        .and(not(resideInAPackage("walras.server.http.."))))
                .check(MODULE);
    }

    @Test
    void config_knowsNothingOfAServer() {
        noClasses()
                .that()
                .resideInAPackage("walras.server.config..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("walras..", "io.netty..", "io.grpc..", "picocli..", "com.google.protobuf..")
                                .and(not(resideInAPackage("walras.server.config..")))
                                .and(not(resideInAPackage("walras.env"))))
                .check(MODULE);
    }

    @Test
    void experiments_standOnEnvironmentsAlone() {
        noClasses()
                .that()
                .resideInAPackage("walras.server.experiment..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "walras.server.cli..", "walras.server.rpc..", "walras.server.session..", "io.grpc..")
                .check(MODULE);
    }
}
