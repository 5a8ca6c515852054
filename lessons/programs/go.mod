module sunaba/programs

go 1.26
