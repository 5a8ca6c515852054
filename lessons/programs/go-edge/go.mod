module sunaba/programs/go-edge

go 1.26

require github.com/fastly/compute-sdk-go v1.8.1
