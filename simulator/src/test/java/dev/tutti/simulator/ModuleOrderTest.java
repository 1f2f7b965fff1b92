package dev.tutti.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The order of the modules, as docs/flow.md draws it. The simulator sees all of them, so the rules are kept here. */
@AnalyzeClasses(packages = "dev.tutti", importOptions = DoNotIncludeTests.class)
class ModuleOrderTest {
    @ArchTest
    static final ArchRule deviceAndJobNeverSeeEachOther = noClasses()
            .that()
            .resideInAPackage("dev.tutti.device..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tutti.job..");

    @ArchTest
    static final ArchRule jobAndDeviceNeverSeeEachOther = noClasses()
            .that()
            .resideInAPackage("dev.tutti.job..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tutti.device..");

    @ArchTest
    static final ArchRule theAuditorSharesNoRuleWithTheJob = noClasses()
            .that()
            .resideInAPackage("dev.tutti.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tutti.job..", "dev.tutti.device..", "org.apache.flink..");

    @ArchTest
    static final ArchRule schemasKnowNothingOfOurs = classes()
            .that()
            .resideInAPackage("dev.tutti.schemas..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.tutti.schemas..", "java..", "org.apache.avro..");

    @ArchTest
    static final ArchRule theProtocolCoreKnowsBouncyCastleOnly = classes()
            .that()
            .resideInAPackage("dev.tutti.secagg..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tutti.secagg..", "java..", "javax.crypto..", "org.bouncycastle..", "org.jspecify..");

    @ArchTest
    static final ArchRule connectorsKnowNoProtocol = noClasses()
            .that()
            .resideInAPackage("dev.tutti.connectors..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tutti.secagg..", "dev.tutti.device..", "dev.tutti.job..", "dev.tutti.simulator..");

    @ArchTest
    static final ArchRule devicesKnowNoFlinkAndNoBroker = noClasses()
            .that()
            .resideInAPackage("dev.tutti.device..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "dev.tutti.connectors.kafka.flink..", "kafka..");

    @ArchTest
    static final ArchRule onlyTheTensorFlowTrainerKnowsTensorFlow = noClasses()
            .that()
            .resideInAPackage("dev.tutti..")
            .and()
            .resideOutsideOfPackages("dev.tutti.device.tensorflow..", "dev.tutti.simulator.workload..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.tensorflow..");

    @ArchTest
    static final ArchRule onlySimulationsKnowEmulatedTpms = noClasses()
            .that()
            .resideOutsideOfPackages("dev.tutti.device.enclave.tpm.emulator..", "dev.tutti.simulator.enclave..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tutti.device.enclave.tpm.emulator..");

    @ArchTest
    static final ArchRule nobodyKnowsTheSimulator = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tutti.simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tutti.simulator..");
}
