package io.beitstream.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.beitstream.infra",
        importOptions = ImportOption.DoNotIncludeTests.class)
class InfraArchitectureTest {
    @ArchTest
    static final ArchRule NOBODY_HERE_KNOWS_DJL =
            noClasses().should().dependOnClassesThat().resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.beitstream.infra.(*)..").should().beFreeOfCycles();
}
