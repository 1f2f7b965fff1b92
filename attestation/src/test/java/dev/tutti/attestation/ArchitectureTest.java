package dev.tutti.attestation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module may know. */
@AnalyzeClasses(packages = "dev.tutti.attestation", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_ONLY_THE_CORE_AND_PARSERS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.bouncycastle..",
                    "com.fasterxml.jackson.core..",
                    "com.fasterxml.jackson.dataformat.cbor..",
                    "org.jspecify..",
                    "dev.tutti.secagg..",
                    "dev.tutti.attestation..");

    @ArchTest
    static final ArchRule HAS_NO_CYCLES =
            slices().matching("dev.tutti.attestation.(*)..").should().beFreeOfCycles();
}
